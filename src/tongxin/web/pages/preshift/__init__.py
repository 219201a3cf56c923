"""Pages: preshift."""
