"""Pages: orgs."""
