"""Whether photos are genuine: what was found is shown side by side, and a person decides."""
