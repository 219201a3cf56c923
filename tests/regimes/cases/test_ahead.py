"""What lies ahead: the step that can be done, the gate behind it, the day from which it opens."""

from tests.clock import moment
from tests.regimes.cases.kinds import AROUND, story
from tests.regimes.cases.test_waits import changed
from tongxin.regimes.cases.ahead import ahead
from tongxin.regimes.schema import guard as kinds
from tongxin.regimes.schema.guard import Span

ASSIGNED = ("assign", moment(11, 10, 8), 1)
WAIT = kinds.Waited(check="waited", after="assign", span=Span(days=30))


def test_a_gate_tells_what_it_still_asks_for_and_when_it_opens() -> None:
    spec = changed("fix", guards=(WAIT, kinds.Done(check="done", moves=("note", "look"))))

    first = ahead(story(ASSIGNED, spec=spec), AROUND)
    then = ahead(story(ASSIGNED, ("note", moment(11, 11), 1), ("look", moment(11, 11), 1), spec=spec), AROUND)

    assert first is not None
    assert then is not None
    assert (first.step.key, first.step_from, first.gate.key, first.gate_from) == (
        "note", None, "fix", moment(12, 10),
    )  # fmt: skip
    assert (then.step.key, then.step_from, then.gate.key) == ("fix", moment(12, 10), "fix")


def test_the_main_move_leads_on_before_others_and_a_warning_never() -> None:
    found = ahead(story(ASSIGNED, spec=changed("back", tone="main")), AROUND)
    warned = ahead(story(spec=changed("assign", tone="warn")), AROUND)

    assert found is not None
    assert found.gate.key == "back"
    assert warned is None


def test_one_of_several_is_asked_for_only_while_none_is_done_and_nothing_lies_ahead_of_the_end() -> None:
    either = kinds.Done(check="done", moves=("note", "look"), any=True)
    stay = kinds.Done(check="done", moves=("look",), stay=True)
    spec = changed("fix", guards=(either,))
    again = (
        ASSIGNED,
        ("look", moment(11, 11), 1),
        ("back", moment(11, 12), 1),
        ("assign", moment(11, 13), 1),
    )

    waiting = ahead(story(ASSIGNED, spec=spec), AROUND)
    enough = ahead(story(ASSIGNED, ("look", moment(11, 11), 1), spec=spec), AROUND)
    anew = ahead(story(*again, spec=changed("fix", guards=(stay,))), AROUND)

    assert [one.step.key for one in (waiting, enough, anew) if one] == ["note", "fix", "look"]
    assert ahead(story(ASSIGNED, ("fix", moment(11, 14), 2)), AROUND) is None
