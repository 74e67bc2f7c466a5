"""How it looks on paper and slides: briefing and pictures, drawn on the server."""
