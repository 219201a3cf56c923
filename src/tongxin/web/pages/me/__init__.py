"""Pages: me."""
