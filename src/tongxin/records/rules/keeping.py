"""Until when a record is kept. No database, no clock."""

from datetime import date

from tongxin.kernel.periods import add_years

ARCHIVE_YEARS = 10  # kept so long or longer it is an archive: people decide about its end, not a program


def keep_until(held_on: date, keep_years: int) -> date | None:
    """The last day of its keeping; None for an archive."""
    return None if keep_years >= ARCHIVE_YEARS else add_years(held_on, keep_years)
