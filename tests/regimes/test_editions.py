"""Which edition holds on a day."""

from datetime import date

from tests.regimes.specs import pack
from tongxin.regimes.editions import edition_on, editions

OLD = pack(key="rules-2014", effective_from="2014-05-28")
NEW = pack(key="rules-2026", effective_from="2026-05-11", supersedes="rules-2014")
OTHER = pack(key="other")
KNOWN = {one.meta.key: one for one in (NEW, OTHER, OLD)}


def test_editions_stand_in_order_whichever_is_asked() -> None:
    assert editions(OLD, KNOWN) == (OLD, NEW)
    assert editions(NEW, KNOWN) == (OLD, NEW)
    assert editions(OTHER, KNOWN) == (OTHER,)


def test_packs_that_supersede_each_other_are_no_endless_chain() -> None:
    first = pack(key="first", supersedes="second")
    second = pack(key="second", supersedes="first", effective_from="2026-02-01")

    assert editions(first, {"first": first, "second": second}) == (first, second)


def test_the_day_picks_the_edition_and_before_all_the_first_holds() -> None:
    assert edition_on((OLD, NEW), date(2026, 5, 10)) == OLD
    assert edition_on((OLD, NEW), date(2026, 5, 11)) == NEW
    assert edition_on((OLD, NEW), date(2010, 1, 1)) == OLD
