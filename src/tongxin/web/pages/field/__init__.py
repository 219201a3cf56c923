"""The phone without a network, and what came of what it brought."""
