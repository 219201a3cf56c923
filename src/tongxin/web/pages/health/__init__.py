"""Pages: health."""
