"""Rosters in and out: read a sheet, plan what it changes, write it at once, take it back."""
