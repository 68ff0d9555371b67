"""The scorecard of the patterns, and the robustness of the typology, in pictures and tables."""
