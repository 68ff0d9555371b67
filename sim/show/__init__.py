"""What a person sees: words, pictures, the report. Matplotlib is imported here and nowhere else."""
