"""An answer that leads nowhere by itself is waited for where another move asks for it."""

from tests.regimes.specs import ANSWER, case
from tongxin.regimes.cases.answers import answers
from tongxin.regimes.schema.case import CaseSpec

SAY = {"title": "说一句", "source": ["told"], "by": {"roles": ["opener"]}}


def waiting(*guards: dict[str, object]) -> list[str]:
    moves = [{**SAY, "key": "say"}, {**SAY, "key": "add"}, ANSWER | {"guards": list(guards)}]
    close = {
        "key": "close",
        "title": "办结",
        "source": ["answered"],
        "target": "closed",
        "by": {"roles": ["opener"]},
    }
    kind: CaseSpec = case(moves=[*moves, close])
    assert answers(kind, "answered") == ()
    return [move.key for move in answers(kind, "told")]


def test_what_a_move_onward_waits_for_is_an_answer() -> None:
    silent = {"check": "answered_or_silent", "moves": ["say"], "after": "opened", "span": {"hours": 24}}

    assert waiting() == []
    assert waiting(silent) == ["say"]
    assert waiting({"check": "done", "moves": ["add", "say"]}) == ["say", "add"]
    assert waiting({"check": "done", "moves": ["add", "say"], "any": True}) == []
