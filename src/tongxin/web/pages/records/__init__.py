"""Pages: records."""
