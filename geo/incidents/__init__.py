"""What happened, and which of it is chosen: flat incidents, filters, parts, tallies, versions."""
