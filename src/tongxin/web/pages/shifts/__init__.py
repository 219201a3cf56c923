"""Pages: shifts."""
