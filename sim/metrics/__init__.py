"""What is measured: pure functions of the state and of the history."""
