"""The laboratory: a page where people change one thing and see why concertation turns."""
