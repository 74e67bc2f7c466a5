"""How many, how often, who, where, and compared with what: every figure that a page states."""
