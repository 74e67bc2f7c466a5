"""Projects, employers and contractors: what hit them, what is known of them, what lies around."""
