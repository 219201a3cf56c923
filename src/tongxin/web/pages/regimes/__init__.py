"""Pages: regimes."""
