"""The scorecard of the patterns, in pictures and tables."""
