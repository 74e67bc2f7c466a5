"""Time between incidents, whether it gets worse, and what such figures rest on."""
