"""Small pictures drawn on the server as SVG images beside their tables."""
