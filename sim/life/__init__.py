"""Signs of life: is there a process here, or a drift with noise? Measures, nulls, the mean field."""
