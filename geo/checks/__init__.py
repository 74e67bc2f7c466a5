"""What is wrong with the tables: named checks that return the offending rows."""
