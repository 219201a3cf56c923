"""Written by hand, never derived from a model: what is here is what goes out."""
