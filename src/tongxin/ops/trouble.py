"""What an operator is told when a command cannot use the database: a sentence in place of a traceback."""

from django.db import DatabaseError, OperationalError

NOT_THERE = ("no such table", "no such column", "undefinedtable", "undefinedcolumn")


def told(error: DatabaseError) -> str:
    """Empty where the fault is ours, and a traceback is what helps."""
    said = " ".join(str(error).split()).rstrip(".")
    if any(word in f"{type(error.__cause__).__name__} {said}".lower() for word in NOT_THERE):
        return "The database is not up to date. Run `tongxin migrate` first."
    if isinstance(error, OperationalError):
        return f"The database cannot be used: {said}. Check TONGXIN_DATABASE_URL, and that the database runs."
    return ""
