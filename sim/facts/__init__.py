"""What is known of the real process, dated and sourced, and how probable each fact is in a run."""
