"""The facts beside the model: a picture of both timelines, region by region, and tables."""
