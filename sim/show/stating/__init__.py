"""What the given lines of the statements move, in words and tables."""
