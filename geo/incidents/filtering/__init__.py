"""What belongs to a filter and to nothing else."""
