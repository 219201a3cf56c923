"""Benches: what must be fast, as ratios with their base. Nothing here is a test."""
