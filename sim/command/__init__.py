"""What a person types and reads at the command line: requests, help, refusals of one screen."""
