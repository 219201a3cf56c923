"""Ways that only some cases go, places where work is stopped, and what a case waits for elsewhere."""

from dataclasses import replace
from typing import Any

import pytest

from tests.clock import moment
from tests.regimes.cases.kinds import AROUND, CHIEF, FIXER, SPEC, story, with_guard
from tongxin.kernel.errors import Refused
from tongxin.regimes.cases.dues import next_due
from tongxin.regimes.cases.guards import hindrance
from tongxin.regimes.cases.moving import check_move, offered
from tongxin.regimes.cases.story import Wish, told
from tongxin.regimes.schema import guard as kinds
from tongxin.regimes.schema.case import Address, CaseSpec

NOW = moment(11, 20, 8)
ASSIGNED = ("assign", moment(11, 10, 8), 1)
BIG = kinds.Chosen(check="chosen", field="grade", one_of=("big",), branch=True)


def changed(**moves: dict[str, Any]) -> CaseSpec:
    """The kind with some moves changed."""
    return SPEC.model_copy(
        update={"moves": tuple(one.model_copy(update=moves.get(one.key, {})) for one in SPEC.moves)}
    )


def test_a_way_for_others_is_neither_shown_nor_due_and_refused_all_the_same() -> None:
    spec = with_guard(BIG, of="note")
    small, big = (story(ASSIGNED, spec=spec, data={"grade": key}) for key in ("small", "big"))

    assert [one.move.key for one in offered(small, CHIEF, AROUND, at=NOW)] == ["look", "say"]
    assert [one.move.key for one in offered(big, CHIEF, AROUND, at=NOW)] == ["look", "say", "note"]
    dues = [found[0].key for one in (small, big) if (found := next_due(one, AROUND))]
    assert dues == ["look", "note"]
    with pytest.raises(Refused, match="“等级”要是重大，现在是一般"):
        check_move(small, Wish("note", NOW, 1), CHIEF, AROUND)


def test_a_place_is_stopped_once_freed_once_and_nothing_ends_before() -> None:
    spec = changed(look={"area": "stops"}, say={"area": "frees", "repeats": True})
    free = story(ASSIGNED, spec=spec)
    stopped = story(ASSIGNED, ("look", NOW, 1), spec=spec)
    freed = story(ASSIGNED, ("look", NOW, 1), ("say", NOW, 1), spec=spec)

    assert [one.area_stopped for one in (free, stopped, freed)] == [False, True, False]
    assert [one.move.key for one in offered(free, CHIEF, AROUND, at=NOW)] == ["look", "note"]
    assert [one.move.key for one in offered(stopped, CHIEF, AROUND, at=NOW)] == ["say", "note"]
    for case, move, who, said in (
        (free, "say", CHIEF, "这里没有停作业"),
        (stopped, "look", CHIEF, "这里已经停了作业"),
        (stopped, "fix", FIXER, "这里还停着作业，先办恢复作业，再结束"),
    ):
        with pytest.raises(Refused, match=said):
            check_move(case, Wish(move, NOW, who.person), who, AROUND)
    assert check_move(freed, Wish("fix", NOW, 2), FIXER, AROUND).key == "fix"


def test_a_list_has_so_many_lines() -> None:
    guard = kinds.Listed(check="listed", field="what", least=2)
    wish = Wish("fix", NOW, 2)

    said = [
        hindrance(guard, story(ASSIGNED, spec=with_guard(guard), data=data), wish, AROUND)
        for data in ({}, {"what": ["一"]}, {"what": ["一", "二"]})
    ]

    assert said == ["“什么问题”至少写 2 条，现在 0 条", "“什么问题”至少写 2 条，现在 1 条", ""]


def test_what_was_sent_out_is_waited_for() -> None:
    guard = kinds.Settled(check="settled", kind="errand")
    case, wish = story(ASSIGNED, spec=with_guard(guard)), Wish("fix", NOW, 2)

    said = [
        hindrance(guard, case, wish, replace(AROUND, open_from_here=open_)) for open_ in ({"errand": 2}, {})
    ]

    assert said == ["由这件事派出去的，还有 2 件没有办完", ""]


def test_a_field_adds_people_to_a_role_or_puts_others_in_their_place() -> None:
    assign = SPEC.move("assign")
    assert assign is not None
    adding = assign.model_copy(
        update={"fields": tuple(one.model_copy(update={"adds": True}) for one in assign.fields)}
    )
    wish = Wish("assign", NOW, 1, {"fixer": [7]})

    assert [told(story(), move, wish).in_role("fixer") for move in (assign, adding)] == [{7}, {2, 7}]


def test_an_address_goes_by_two_choices_and_to_some_always() -> None:
    address = Address.model_validate(
        {
            "field": "sort",
            "posts": {"fire": ["section_chief"]},
            "also": {"field": "haste", "posts": {"now": ["mine_leader", "section_chief"]}},
            "always": ["safety_office"],
        }
    )

    assert address.chosen({"sort": "fire", "haste": "now"}) == (
        "section_chief",
        "mine_leader",
        "safety_office",
    )
    assert address.chosen({"sort": "other"}) == ("safety_office",)
