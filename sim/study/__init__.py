"""What is done with runs: one with its replicates, later comparisons and sweeps. Functions, no command line."""
