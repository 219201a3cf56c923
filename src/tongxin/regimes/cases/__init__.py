"""The arithmetic of cases: what may be done when, and what is due. Pure: no database, no clock."""
