"""Figures and pages of the validation of the model."""
