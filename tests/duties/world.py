"""A pack made for tests and the small mine that follows it."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from tests.clock import NOW
from tests.factories import LONG_AGO
from tongxin.adoption.models import Adoption, PackVersion
from tongxin.duties.models import DutyItem
from tongxin.duties.rules import Deed
from tongxin.kernel.actor import Actor
from tongxin.orgs.models import Person, Shift, Unit
from tongxin.regimes.schema.duty import DutySpec

_numbers = count(1)


def duty(key: str, **given: Any) -> dict[str, Any]:
    """A duty as a pack's file says it: the leader's weekly one, unless said otherwise."""
    return {
        "key": key,
        "title": key,
        "basis": {"document": "本单位班组管理办法", "clause": "第三条"},
        "strength": "practice",
        "owed_by": {"post": "team_leader", "unit": "team"},
        "every": "week",
        "minutes": 10,
        "met_by": [{"record": "team_meeting"}],
        **given,
    }


def spec(key: str = "meeting", **given: Any) -> DutySpec:
    return DutySpec.model_validate(duty(key, **given))


def follow(unit: Unit, *duties: dict[str, Any], starts_date: date = LONG_AGO) -> Adoption:
    """`unit` adopts a pack of these duties."""
    number = next(_numbers)
    pack = {
        "meta": {
            "key": f"pack-{number}",
            "version": "1.0",
            "title": "试验制度",
            "summary": "",
            "effective_from": "2020-01-01",
            "adopted_at": ["company"],
        },
        "duties": list(duties),
    }
    version = PackVersion.objects.create(
        pack=f"pack-{number}", version="1.0", digest="0" * 64, spec=pack, kept_at=NOW
    )
    return Adoption.objects.create(unit=unit, pack_version=version, starts_date=starts_date, adopted_at=NOW)


def nobody(unit: Unit) -> Actor:
    """The product itself, in a company."""
    return Actor(person_id=None, name="", company_id=unit.company_id)


def deed(
    unit: Unit,
    *,
    at: datetime = NOW,
    kind: str = "team_meeting",
    chair: Person | None = None,
    present: Iterable[Person] = (),
    shift: Shift | None = None,
    heard: timedelta = timedelta(),
    **given: Any,
) -> Deed:
    """A record of `unit` as its fact tells of it."""
    people = frozenset(person.id for person in present) | ({chair.id} if chair else set())
    return Deed(
        **{
            "source": "record",
            "id": next(_numbers),
            "kind": kind,
            "unit_id": unit.id,
            "happened_at": at,
            "heard_at": at + heard,
            "shift_id": shift.id if shift else None,
            "chair_id": chair.id if chair else None,
            "present": people,
            **given,
        }
    )


def items(*units: Unit) -> list[DutyItem]:
    found = DutyItem.objects.filter(unit__in=units) if units else DutyItem.objects.all()
    return list(found.order_by("unit_id", "due_at", "duty", "id"))
