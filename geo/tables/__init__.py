"""What is written down: the data package, its schema, its tables as frames."""
