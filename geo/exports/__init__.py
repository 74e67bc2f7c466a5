"""How it leaves as a file: CSV, snapshot, GIS and reference formats, static JSON."""
