"""A laboratory of intersectoral concertation: who negotiates a fund, how, and what it does to a territory."""
