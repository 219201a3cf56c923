"""The few words in which the two databases differ, for statements that work on whole sets."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection

AMONG = {"postgresql": "= ANY(%s)", "sqlite": "IN (SELECT value FROM json_each(%s))"}


def _postgres() -> bool:
    return connection.vendor == "postgresql"


def in_numbers(column: str) -> str:
    """`column` is among the numbers of one parameter (see `numbers`), however many they are."""
    return f"{column} {AMONG[connection.vendor]}"


def numbers(values: Sequence[int]) -> Any:
    return list(values) if _postgres() else f"[{','.join(map(str, values))}]"


def moment(value: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(value)


def day(value: date) -> Any:
    return connection.ops.adapt_datefield_value(value)


def minutes_after(column: str, minutes: str) -> str:
    """`column`, a moment, and so many minutes later; `minutes` is an expression."""
    if _postgres():
        return f"{column} + ({minutes}) * interval '1 minute'"
    return f"strftime('%%Y-%%m-%%d %%H:%%M:%%S', {column}, ({minutes}) || ' minutes')"


def rows(values: Sequence[Sequence[Any]]) -> tuple[str, list[Any]]:
    """VALUES of several rows, with their parameters."""
    marks = ", ".join(f"({', '.join(['%s'] * len(row))})" for row in values)
    return f"VALUES {marks}", [value for row in values for value in row]


def execute(statement: str, parameters: Sequence[Any]) -> int:
    """Runs one statement; the number of rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return max(int(cursor.rowcount), 0)


def execute_many(statement: str, parameters: Sequence[Sequence[Any]]) -> None:
    """Runs one statement once for each row of parameters."""
    if parameters:
        with connection.cursor() as cursor:
            cursor.executemany(statement, parameters)
