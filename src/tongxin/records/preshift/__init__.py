"""The pre-shift meeting and the section's morning meeting: one screen, one record."""
