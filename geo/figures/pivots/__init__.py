"""Cross-tables of what a filter shows."""
