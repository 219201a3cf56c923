"""Decisions about what phones bring. No database, no clock."""
