"""What is run from the command line: one short page a command."""

from sim.command.console import steady_streams

steady_streams()  # every command is a module of this package: it is read first, whichever is asked
