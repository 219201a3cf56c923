"""Pages: the terminal of a shift room."""
