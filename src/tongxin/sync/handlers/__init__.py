"""One function for each thing that can be done without a network; each calls the command that pages call."""
