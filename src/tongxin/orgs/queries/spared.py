"""Who may not be ended from here: other hands must first take from them what they hold.

The organisation knows no administrators; whoever does says so at start-up.
"""

from collections.abc import Callable, Iterable
from datetime import date

Ask = Callable[[int, date], Iterable[int]]
_asked: list[Ask] = []


def spare(ask: Ask) -> None:
    """`ask` gives the ids of a company's people who are spared on a day."""
    if ask not in _asked:
        _asked.append(ask)


def spared_of(company_id: int, *, on: date) -> frozenset[int]:
    return frozenset(person_id for ask in _asked for person_id in ask(company_id, on))
