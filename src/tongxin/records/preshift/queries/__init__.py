"""Reading pre-shift and morning meetings."""
