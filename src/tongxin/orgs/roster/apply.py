"""Writes a plan, set by set, in the caller's transaction; gives what an undo needs."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings

from tongxin.orgs.models import Appointment, Link, Membership, PartyStanding, Person, Placement, Unit
from tongxin.orgs.roster import write
from tongxin.orgs.roster.changes import Change, Plan
from tongxin.orgs.roster.standing import StandingRow
from tongxin.orgs.rules.people import initials
from tongxin.orgs.rules.posts import usual_end
from tongxin.regimes.load import posts

DAY = timedelta(days=1)
Progress = Callable[[str, int], None]

PERSON = ("name", "pinyin", "trade", "phone", "hired_date", "left_date")
MEMBERSHIP = ("id", "person_id", "unit_id", "line", "starts_date", "ends_date")
NEW_STANDING = ("person_id", "standing", "rights_suspended", "starts_date", "ends_date", "starts_known")
STANDING = ("id", *NEW_STANDING)
APPOINTMENT = (
    "id",
    "person_id",
    "post",
    "unit_id",
    "starts_date",
    "ends_date",
    "basis",
    "stands_in_for_id",
    "appointed_by_id",
    "appointed_at",
)
NEW_APPOINTMENT = (
    "person_id", "post", "unit_id", "starts_date", "ends_date", "basis", "appointed_by_id", "appointed_at",
)  # fmt: skip


@dataclass(slots=True)
class Undo:
    """What was written: ids of new rows in ranges; the old values of the others."""

    made: dict[str, write.Runs] = field(default_factory=dict)
    people: list[list[Any]] = field(default_factory=list)  # [id, old values, new values] of PERSON
    memberships_closed: list[list[Any]] = field(default_factory=list)  # [id, new end]
    memberships_away: list[list[Any]] = field(default_factory=list)
    standings_away: list[list[Any]] = field(default_factory=list)
    appointments_closed: list[list[Any]] = field(default_factory=list)  # [id, old end, new end]
    appointments_away: list[list[Any]] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(slots=True)
class _Writer:
    plan: Plan
    company_id: int
    by_id: int | None
    on: date
    at: datetime
    basis: str
    progress: Progress
    undo: Undo = field(default_factory=Undo)
    ids: dict[int, int] = field(default_factory=dict)  # id() of a Change for somebody new -> the new id

    def person_id(self, change: Change) -> int:
        return change.person.id if change.person else self.ids[id(change)]


def apply_plan(
    plan: Plan, *, company_id: int, by_id: int | None, on: date, at: datetime, basis: str, progress: Progress
) -> Undo:
    """Everything or, if anything raises, nothing: the caller's transaction decides."""
    writer = _Writer(plan, company_id, by_id, on, at, basis, progress)
    progress("正在建立单位", 0)
    _write_units(writer)
    progress("正在写入人员", 0)
    _write_people(writer)
    progress("正在写入所属单位", len(plan.added) // 3)
    _write_memberships(writer)
    progress("正在写入政治面貌和职务", len(plan.added) * 2 // 3)
    _write_standings(writer)
    _write_appointments(writer)
    return writer.undo


def _write_units(writer: _Writer) -> None:
    new = writer.plan.tree.new
    for node, new_id in zip(new, write.new_ids(Unit, len(new)), strict=True):
        node.id = new_id
        node.path = f"{node.parent.path if node.parent else ''}{new_id}."
    columns = ("id", "company_id", "line", "kind", "name", "parent_id", "path", "starts_date")
    rows = [
        (node.id, writer.company_id, node.line, node.kind, node.name, node.parent.id if node.parent else None,
         node.path, writer.on)
        for node in new
    ]  # fmt: skip
    _insert(writer, Unit, columns, rows)
    _insert_new(
        writer,
        Placement,
        ("unit_id", "parent_id", "starts_date"),
        [(node.id, node.parent.id if node.parent else None, writer.on) for node in new],
    )
    links = writer.plan.links
    _insert_new(
        writer,
        Link,
        ("left_id", "right_id", "starts_date"),
        [(left.id, right.id, writer.on) for left, right, _ in links],
    )


def _write_people(writer: _Writer) -> None:
    added = writer.plan.added
    made = write.new_ids(Person, len(added))
    writer.ids = {id(change): new_id for change, new_id in zip(added, made, strict=True)}
    rows = (
        (new_id, writer.company_id, row.no, row.name, initials(row.name), row.trade or "", row.phone or "", row.hired, None)
        for new_id, change in zip(made, added, strict=True)
        if (row := change.row)
    )  # fmt: skip
    columns = ("id", "company_id", "employee_no", *PERSON)
    writer.undo.made["person"] = write.runs_of(made)
    write.insert(Person, columns, rows)
    changed = [change for change in (*writer.plan.changed, *writer.plan.ended) if _touches_person(change)]
    new = [(writer.person_id(change), *_after(change)) for change in changed]
    old = {row[0]: row[1:] for row in _rows(Person, ("id", *PERSON), "id", [row[0] for row in new])}
    writer.undo.people = [[row[0], _plain(old[row[0]]), _plain(row[1:])] for row in new]
    write.update(Person, PERSON, new)


def _touches_person(change: Change) -> bool:
    return bool({"姓名", "工种", "手机", "入职日期", "状态", "离职日期"} & change.fields.keys())


def _after(change: Change) -> tuple[Any, ...]:
    """A person's columns after the change; somebody absent from a complete roster keeps all but one."""
    person, row = change.person, change.row
    assert person is not None
    if row is None or change.left is not None:
        name, trade, phone, hired = person.name, person.trade, person.phone, person.hired
    else:
        name, hired = row.name, row.hired or person.hired
        trade = person.trade if row.trade is None else row.trade
        phone = person.phone if row.phone is None else row.phone
    return (name, initials(name), trade, phone, hired, change.left)


def _write_memberships(writer: _Writer) -> None:
    plan, on = writer.plan, writer.on
    moves = {(writer.person_id(change), line): node for change in plan.changed for line, node in change.moves}
    left = {writer.person_id(change): change.left for change in (*plan.ended, *plan.changed) if change.left}
    closed: list[tuple[int, date]] = []
    away: list[list[Any]] = []
    for row in _open(Membership, MEMBERSHIP, {person_id for person_id, _ in moves} | left.keys()):
        end = left.get(row[1])
        if end is None and (row[1], row[3]) in moves:
            end = on - DAY
        if end is not None and row[4] <= end:
            closed.append((row[0], end))
        elif end is not None and (row[1], row[3]) in moves:
            away.append(row)  # it began today: it never was
        elif end is not None:
            closed.append((row[0], row[4]))
    writer.undo.memberships_closed = [[row_id, str(end)] for row_id, end in closed]
    writer.undo.memberships_away = [_plain(row) for row in away]
    write.delete(Membership, [row[0] for row in away])
    write.update(Membership, ("ends_date",), closed)
    rows = [
        (writer.ids[id(change)], node.id, line, on) for change in plan.added for line, node in change.moves
    ]
    rows += [(person_id, node.id, line, on) for (person_id, line), node in moves.items()]
    _insert_new(writer, Membership, ("person_id", "unit_id", "line", "starts_date"), rows)


def _write_standings(writer: _Writer) -> None:
    changes = [
        change
        for change in (*writer.plan.added, *writer.plan.changed)
        if change.standings_new or change.standings_away
    ]
    away = [
        [row.id, *_standing(writer.person_id(change), row)]
        for change in changes
        for row in change.standings_away
    ]
    writer.undo.standings_away = [_plain(row) for row in away]
    write.delete(PartyStanding, [row.id for change in changes for row in change.standings_away])
    _insert_new(
        writer,
        PartyStanding,
        NEW_STANDING,
        [_standing(writer.person_id(change), row) for change in changes for row in change.standings_new],
    )


def _standing(person_id: int, row: StandingRow) -> tuple[Any, ...]:
    return (person_id, row.standing, row.suspended, row.starts, row.ends, row.known)


def _write_appointments(writer: _Writer) -> None:
    plan, on = writer.plan, writer.on
    moved = {one.id for change in plan.changed for one in change.posts_ended}
    left = {writer.person_id(change): change.left for change in (*plan.ended, *plan.changed) if change.left}
    closed: list[tuple[int, date]] = []
    for row in _open(Appointment, APPOINTMENT, left.keys(), still=on):
        _end_appointment(writer, row, left[row[1]] or on, closed)
    for row in _rows(Appointment, APPOINTMENT, "id", moved):
        _end_appointment(writer, row, on - DAY, closed)
    writer.undo.appointments_away.sort()
    gone = [row[0] for row in writer.undo.appointments_away]
    if gone:
        Appointment.objects.filter(stands_in_for__in=gone).update(stands_in_for=None)
    write.delete(Appointment, gone)
    write.update(Appointment, ("ends_date",), closed)
    ends = {post: usual_end(spec, on) for post, spec in posts(settings.PACKS_DIR).items()}
    rows = [
        (writer.person_id(change), post, node.id, on, ends[post], writer.basis, writer.by_id, writer.at)
        for change in (*plan.added, *plan.changed)
        for post, node in change.posts
    ]
    _insert_new(writer, Appointment, NEW_APPOINTMENT, rows)


def _end_appointment(writer: _Writer, row: list[Any], end: date, closed: list[tuple[int, date]]) -> None:
    """One that began later than it would end is taken away, and kept for the undo."""
    if row[4] <= end:
        closed.append((row[0], end))
        writer.undo.appointments_closed.append([row[0], _text(row[5]), str(end)])
    else:
        writer.undo.appointments_away.append(_plain(row))


def _open(
    model: write.Model, columns: tuple[str, ...], people: Iterable[int], still: date | None = None
) -> list[list[Any]]:
    """Open rows of these people; with `still`, also those that end on that day or later."""
    rows = _rows(model, columns, "person_id", people)
    ends = columns.index("ends_date")
    return [row for row in rows if row[ends] is None or (still is not None and row[ends] >= still)]


def _rows(model: write.Model, columns: tuple[str, ...], name: str, ids: Iterable[int]) -> list[list[Any]]:
    found: list[list[Any]] = []
    for chunk in write.chunked_ids(ids):
        rows = model._base_manager.filter(**{f"{name}__in": chunk})
        found += map(list, rows.order_by("id").values_list(*columns))
    return found


def _insert(
    writer: _Writer, model: write.Model, columns: tuple[str, ...], rows: list[tuple[Any, ...]]
) -> None:
    writer.undo.made[model._meta.model_name or ""] = write.runs_of(row[0] for row in rows)
    write.insert(model, columns, rows)


def _insert_new(
    writer: _Writer, model: write.Model, columns: tuple[str, ...], rows: list[tuple[Any, ...]]
) -> None:
    made = write.new_ids(model, len(rows))
    writer.undo.made[model._meta.model_name or ""] = write.runs_of(made)
    write.insert(model, ("id", *columns), ((new_id, *row) for new_id, row in zip(made, rows, strict=True)))


def _plain(values: Iterable[Any]) -> list[Any]:
    """Values as JSON keeps them."""
    return [_text(value) if isinstance(value, date) else value for value in values]


def _text(value: date | None) -> str | None:
    return None if value is None else value.isoformat()
