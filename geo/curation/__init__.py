"""How the tables are changed: each change is checked, logged, and whole or not at all."""
