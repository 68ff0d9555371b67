"""What is run from the command line: one short page a command."""
