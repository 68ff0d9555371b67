"""What a run costs: stage by stage, beside plain Mesa and beside the machine, as it grows, and through time."""
