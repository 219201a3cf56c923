"""Somebody else is quicker, or the database fails, at one exact moment: between two statements of a command."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import OperationalError, connection


@contextmanager
def meanwhile(
    statement: str | tuple[str, ...], change: Callable[[], object], *, earlier: int = 0
) -> Iterator[None]:
    """`change` happens once, right before the SQL that begins with `statement` (`earlier` of them pass);
    a tuple is for what the two databases say differently.

    "SAVEPOINT" is where a command begins its transaction. What happens later than that is in the
    command's own transaction, and is undone with it if the command refuses.
    """
    left = earlier
    done = False

    def wrapper(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        nonlocal left, done
        if not done and sql.startswith(statement):
            if left:
                left -= 1
            else:
                done = True
                change()
        return execute(sql, *rest)

    with connection.execute_wrapper(wrapper):
        yield
    assert done, f"no statement began with {statement}"


def fail() -> None:
    """As a full disk or a broken connection does."""
    raise OperationalError("the database is gone")
