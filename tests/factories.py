"""Boring makers of rows. Each gives what it made; defaults are valid and say nothing special."""

from datetime import date, datetime
from functools import cache
from itertools import count
from typing import Any

from django.conf import settings

from tests.clock import NOW
from tongxin.access.models import Account, Administrator
from tongxin.adoption.models import Adoption, PackVersion
from tongxin.orgs.models import (
    Appointment,
    Company,
    Link,
    Membership,
    PartyStanding,
    Person,
    Placement,
    Rotation,
    Shift,
    TeamRotation,
    Unit,
)
from tongxin.regimes.load import library

LONG_AGO = date(2020, 1, 1)
_numbers = count(1)

LINE_OF = {
    **dict.fromkeys(("company", "mine", "section", "team"), "administration"),
    **dict.fromkeys(
        ("committee", "general_branch", "branch", "joint_branch", "temporary_branch", "party_group"), "party"
    ),
    **dict.fromkeys(("union", "section_union", "union_group"), "union"),
}


def make_company(**given: Any) -> Company:
    return Company.objects.create(**{"name": f"公司{next(_numbers)}", **given})


def make_unit(company: Company, kind: str = "team", parent: Unit | None = None, **given: Any) -> Unit:
    unit = Unit.objects.create(
        **{
            "company": company,
            "kind": kind,
            "line": LINE_OF[kind],
            "name": f"{kind}{next(_numbers)}",
            "parent": parent,
            "starts_date": LONG_AGO,
            **given,
        }
    )
    unit.path = f"{parent.path if parent else ''}{unit.id}."
    unit.save(update_fields=["path"])
    Placement.objects.create(unit=unit, parent=parent, starts_date=unit.starts_date)
    return unit


def make_link(left: Unit, right: Unit, **given: Any) -> Link:
    return Link.objects.create(left=left, right=right, **{"starts_date": LONG_AGO, **given})


def make_person(company: Company, *units: Unit, party: str = "", **given: Any) -> Person:
    """A person in `units` (one a line); `party` is a standing to have since long ago."""
    number = next(_numbers)
    person = Person.objects.create(
        **{"company": company, "employee_no": f"E{number:05d}", "name": f"工人{number}", **given}
    )
    for unit in units:
        Membership.objects.create(person=person, unit=unit, line=unit.line, starts_date=LONG_AGO)
    if party:
        PartyStanding.objects.create(person=person, standing=party, starts_date=LONG_AGO)
    return person


def appoint(person: Person, post: str, unit: Unit, **given: Any) -> Appointment:
    return Appointment.objects.create(
        **{
            "person": person,
            "post": post,
            "unit": unit,
            "starts_date": LONG_AGO,
            "appointed_at": NOW,
            **given,
        }
    )


def make_account(person: Person, password: str = "Tongxin-2026", **given: Any) -> Account:
    account = Account(
        **{
            "username": person.employee_no,
            "person": person,
            "must_change_password": False,
            "created_at": NOW,
            **given,
        }
    )
    account.set_password(password)
    account.save()
    return account


def make_administrator(person: Person, kind: str, **given: Any) -> Administrator:
    return Administrator.objects.create(
        **{"person": person, "company": person.company, "kind": kind, "starts_date": LONG_AGO, **given}
    )


def make_rotation(company: Company, **given: Any) -> Rotation:
    return Rotation.objects.create(
        **{
            "company": company,
            "key": f"rotation{next(_numbers)}",
            "name": "三八制",
            "shifts": [
                {"key": "early", "name": "早班", "starts": "08:00", "ends": "16:00"},
                {"key": "middle", "name": "中班", "starts": "16:00", "ends": "00:00"},
                {"key": "night", "name": "夜班", "starts": "00:00", "ends": "08:00"},
            ],
            "cycle": ["early", "middle", "night"],
            **given,
        }
    )


def follow(team: Unit, rotation: Rotation, **given: Any) -> TeamRotation:
    return TeamRotation.objects.create(
        **{"team": team, "rotation": rotation, "anchor_date": LONG_AGO, "starts_date": LONG_AGO, **given}
    )


def make_shift(team: Unit, starts_at: datetime, ends_at: datetime, **given: Any) -> Shift:
    return Shift.objects.create(
        **{
            "team": team,
            "day": starts_at.date(),
            "key": "early",
            "name": "早班",
            "starts_at": starts_at,
            "ends_at": ends_at,
            **given,
        }
    )


def adopt(unit: Unit, *packs: str, **given: Any) -> list[Adoption]:
    """`unit` and all below follow the named packs of `packs/`, since long ago."""
    return [_adopt(unit, pack, given) for pack in packs]


def _adopt(unit: Unit, key: str, given: dict[str, Any]) -> Adoption:
    number, spec = _shipped(key)
    version, _ = PackVersion.objects.get_or_create(
        company=None, pack=key, version=number, defaults={"digest": "0" * 64, "spec": spec, "kept_at": NOW}
    )
    return Adoption.objects.create(
        **{"unit": unit, "pack_version": version, "starts_date": LONG_AGO, "adopted_at": NOW, **given}
    )


@cache
def _shipped(key: str) -> tuple[str, dict[str, Any]]:
    """Version and text of a pack of `packs/`, read once a run."""
    pack = library(settings.PACKS_DIR)[key]
    return pack.meta.version, pack.model_dump(mode="json")
