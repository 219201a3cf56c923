"""Takes an import back, if nothing has been built on it since."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models

from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import Refused
from tongxin.orgs.models import (
    Appointment,
    Link,
    Membership,
    PartyStanding,
    Person,
    Placement,
    RosterImport,
    Unit,
)
from tongxin.orgs.roster import write
from tongxin.orgs.roster.apply import APPOINTMENT, MEMBERSHIP, PERSON, STANDING
from tongxin.orgs.rules.posts import usual_end
from tongxin.regimes.load import posts

# In the order in which rows may go.
MADE: tuple[write.Model, ...] = (Appointment, PartyStanding, Membership, Link, Placement, Person, Unit)
OURS = {model._meta.model_name: model for model in MADE}
WORDS = {
    "account": "登录账号", "dutyitem": "办过或免过的职责事项", "dutymet": "办过的职责事项",
    "record": "台账", "presence": "台账",
    "openpoint": "遗留问题", "task": "任务", "adoption": "制度", "report": "报告", "shift": "班次",
    "teamrotation": "排班", "leave": "请假", "appointment": "任职", "membership": "调动",
    "partystanding": "政治面貌", "link": "单位对应", "unit": "下级单位", "placement": "单位调整",
    "administrator": "管理员",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Made:
    """What an import made and its undo takes away; ids in ranges."""

    company_id: int
    units: write.Runs
    people: write.Runs
    appointments: write.Runs


LetGo = Callable[[Made, Actor, datetime], None]
_let_go: dict[str, LetGo] = {}


def before_undo(let_go: LetGo) -> LetGo:
    """Subscribe an engine above: what followed by itself from an import, and nobody touched, it takes away."""
    _let_go[f"{let_go.__module__}.{let_go.__qualname__}"] = let_go
    return let_go


def take_back(kept: dict[str, Any], *, company_id: int, by: Actor, at: datetime) -> None:
    """Undoes in the caller's transaction; refuses with a sentence when something depends on it."""
    made = kept["made"]
    gone = Made(company_id, *(made.get(name, []) for name in ("unit", "person", "appointment")))
    for let_go in _let_go.values():
        let_go(gone, by, at)
    _check_nothing_depends(made)
    _check_unchanged(kept)
    # Uploads by people, and for units, that go now stay in the history without them.
    RosterImport.objects.filter(write.in_runs("by_id", made.get("person", []))).update(by=None)
    RosterImport.objects.filter(write.in_runs("unit_id", made.get("unit", []))).update(unit=None)
    for model in MADE:
        write.delete(model, list(write.ids_of(made.get(model._meta.model_name, []))))
    _restore(Membership, MEMBERSHIP, kept["memberships_away"])
    _restore(PartyStanding, STANDING, kept["standings_away"])
    _restore(Appointment, APPOINTMENT, kept["appointments_away"])
    write.update(Membership, ("ends_date",), [(row[0], None) for row in kept["memberships_closed"]])
    write.update(Appointment, ("ends_date",), [(row[0], _day(row[1])) for row in kept["appointments_closed"]])
    write.update(Person, PERSON, [(row[0], *_values(PERSON, row[1])) for row in kept["people"]])


def _check_nothing_depends(made: dict[str, write.Runs]) -> None:
    """Looks at every table that points to a person or a unit that the import made."""
    for target in (Person, Unit):
        runs = made.get(target._meta.model_name or "", [])
        if not runs:
            continue
        for model, name in _pointers(target):
            rows = model._base_manager.filter(write.in_runs(f"{name}_id", runs))
            own = (
                made.get(model._meta.model_name or "") if OURS.get(model._meta.model_name) is model else None
            )
            if own:
                rows = rows.exclude(write.in_runs("id", own))
            if rows.exists():
                word = WORDS.get(model._meta.model_name or "", "别的记录")
                who = "新增的人" if target is Person else "新建的单位"
                raise Refused(f"不能撤销：{who}后来已经有了{word}。请在组织页面单独改")


def _pointers(target: write.Model) -> list[tuple[write.Model, str]]:
    """Every foreign key to `target` in the product, import rows aside."""
    found: list[tuple[write.Model, str]] = []
    for model in apps.get_models(include_auto_created=True):
        if model is RosterImport:
            continue
        for one in model._meta.concrete_fields:
            if isinstance(one, models.ForeignKey) and one.related_model is target:
                found.append((model, one.name))
    return found


def _check_unchanged(kept: dict[str, Any]) -> None:
    """What the import wrote must still be as it wrote it."""
    later = Refused("不能撤销：导入以后，有人又改过这些人。请在组织页面单独改")
    for model in (Membership, PartyStanding, Appointment):
        runs = kept["made"].get(model._meta.model_name, [])
        if runs and _still_as_made(model, runs) != sum(last - first + 1 for first, last in runs):
            raise later
    if not _same(Membership, ("ends_date",), [(row[0], [row[1]]) for row in kept["memberships_closed"]]):
        raise later
    if not _same(Appointment, ("ends_date",), [(row[0], [row[2]]) for row in kept["appointments_closed"]]):
        raise later
    if not _same(Person, PERSON, [(row[0], row[2]) for row in kept["people"]]):
        raise later
    gone = {row[1] for row in kept["standings_away"]}
    if _others_open(PartyStanding, gone, kept["made"].get("partystanding", [])):
        raise later


def _still_as_made(model: write.Model, runs: write.Runs) -> int:
    """How many rows that the import made are there and have not been ended since."""
    rows = model._base_manager.filter(write.in_runs("id", runs))
    if model is Membership:
        return rows.filter(ends_date__isnull=True).count()
    if model is PartyStanding:
        return rows.count()
    known = posts(settings.PACKS_DIR)
    ends = rows.values_list("post", "starts_date", "ends_date")
    return sum(post in known and end == usual_end(known[post], start) for post, start, end in ends)


def _same(model: write.Model, columns: Sequence[str], wanted: list[tuple[int, list[Any]]]) -> bool:
    expected = {row_id: _values(columns, values) for row_id, values in wanted}
    found: dict[int, list[Any]] = {}
    for chunk in write.chunked_ids(expected):
        rows = model._base_manager.filter(id__in=chunk).values_list("id", *columns)
        found.update({row[0]: list(row[1:]) for row in rows})
    return found == expected


def _others_open(model: write.Model, people: Iterable[int], own: write.Runs) -> bool:
    for chunk in write.chunked_ids(people):
        rows = model._base_manager.filter(person__in=chunk, ends_date__isnull=True)
        if rows.exclude(write.in_runs("id", own)).exists():
            return True
    return False


def _restore(model: write.Model, columns: Sequence[str], rows: list[list[Any]]) -> None:
    write.insert(model, columns, [_values(columns, row) for row in rows])


def _values(columns: Sequence[str], values: Sequence[Any]) -> list[Any]:
    """From JSON back to what the columns hold."""
    return [
        _day(value) if name.endswith("_date") else value for name, value in zip(columns, values, strict=True)
    ]


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None
