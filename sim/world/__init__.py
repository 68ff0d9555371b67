"""The world before the first month: territories, starting conditions, actors, and who knows whom."""
