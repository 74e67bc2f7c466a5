"""How it looks in the browser: colours, classes, marks, map and charts."""
