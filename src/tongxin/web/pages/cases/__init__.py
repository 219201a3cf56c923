"""Pages: cases."""
