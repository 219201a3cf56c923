"""What nobody may keep of a person is no name in a kind of case (domain: what must not be recorded)."""

from collections.abc import Iterator

from tongxin.regimes.check.cases.found import Found
from tongxin.regimes.check.cases.people import fields_of
from tongxin.regimes.check.surroundings import Surroundings
from tongxin.regimes.denied import denied_key, denied_title
from tongxin.regimes.schema.case import CaseSpec

INSTEAD = "只记事情、日子和要做什么，不记看法、情绪，不给人打分、排名、贴标签"


def denied(case: CaseSpec, around: Surroundings) -> Found:
    for where, key, title in _names(case):
        if word := denied_key(key) or denied_title(title):
            yield where, f"“{word}”不能记", INSTEAD


def _names(case: CaseSpec) -> Iterator[tuple[str, str, str]]:
    """Place, key and title of everything that has a name."""
    yield "key", case.key, case.title
    yield from ((f"roles.{key}", key, role.title) for key, role in case.roles.items())
    yield from ((f"states.{key}", key, state.title) for key, state in case.states.items())
    yield from ((f"moves.{move.key}", move.key, move.title) for move in case.moves)
    for where, field in fields_of(case):
        yield where, field.key, field.title
        for choice in field.choices:
            yield f"{where}.choices.{choice.key}", choice.key, choice.title


CHECKS = (denied,)
