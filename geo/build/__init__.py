"""Build `data/boundaries` and `static` from pinned inputs; nothing here runs at view time."""
