"""The signs of life in pictures and tables."""
