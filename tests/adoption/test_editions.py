"""Which editions of a kind hold for a case: its own, those before, and what the unit took up since."""

from tests.clock import TODAY
from tests.factories import adopt
from tests.world import Mine
from tongxin.adoption.models import Adoption
from tongxin.adoption.queries.cases import editions_of


def packs(mine: Mine, kind: str, adoption: Adoption) -> list[str]:
    found = editions_of(kind, adoption_id=adoption.id, unit=mine.branch, on=TODAY)
    return [one.meta.key for one in found]


def test_a_case_has_its_own_edition_as_long_as_the_unit_takes_up_no_other(mine: Mine) -> None:
    [old] = adopt(mine.committee, "dangyuan-2014")

    assert packs(mine, "development", old) == ["dangyuan-2014"]


def test_what_the_unit_took_up_in_its_place_comes_after_it(mine: Mine) -> None:
    old, _ = adopt(mine.committee, "dangyuan-2014", "dangyuan-2026")

    assert packs(mine, "development", old) == ["dangyuan-2014", "dangyuan-2026"]


def test_steps_of_earlier_years_go_by_the_edition_before(mine: Mine) -> None:
    [new] = adopt(mine.committee, "dangyuan-2026")

    assert packs(mine, "development", new) == ["dangyuan-2014", "dangyuan-2026"]


def test_what_another_unit_took_up_is_not_for_this_one(mine: Mine) -> None:
    [old] = adopt(mine.committee, "dangyuan-2014")
    adopt(mine.union, "dangyuan-2026")

    assert packs(mine, "development", old) == ["dangyuan-2014"]


def test_an_edition_is_named_with_its_version_as_the_steps_keep_it(mine: Mine) -> None:
    [adoption] = adopt(mine.root, "kq-safety")

    [found] = editions_of("hazard", adoption_id=adoption.id, unit=mine.team, on=TODAY)

    version = adoption.pack_version.version
    assert (found.name, found.title, found.spec.key) == (f"kq-safety@{version}", found.meta.title, "hazard")
