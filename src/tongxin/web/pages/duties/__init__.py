"""Pages: duties."""
