"""Decisions about records: votes, lateness, who signs. No database, no clock."""
