"""Handing a shift over: one side gives, the other takes or refuses, both sign."""
