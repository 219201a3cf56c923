"""Two companies with three lines, and in each unit one thing of every kind, its texts marked with tokens.

A token reads CANARY<unit>X<what>; `what` says which right opens it (see `tests.matrix.actors.OPENS`).
"""

from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count

from django.contrib.sessions.models import Session

from tests.cases.kinds import FAULT, follow
from tests.clock import NOW, TODAY
from tests.factories import adopt, appoint, make_account, make_company, make_link, make_person, make_unit
from tongxin.access.models import Proposal, Terminal, Token
from tongxin.adoption.models import Adoption
from tongxin.cases.models import Case, Deed, Evidence, Part, Sealed
from tongxin.cases.sealing import seal
from tongxin.duties.models import DutyItem
from tongxin.files.models import StoredFile
from tongxin.orgs.models import (
    Company,
    Leave,
    Link,
    Person,
    RosterImport,
    Shift,
    Unit,
)
from tongxin.records.models import Attachment, Decision, Presence, Record, Task, Version
from tongxin.records.snapshot import snapshot
from tongxin.reports.models import Report

_numbers = count(1)
# A kind of case for each level, as the pack of the tests has them.
CASES = {"C1": ("fault", "case"), "C2": ("quiet", "confidential"), "C3": ("care", "sealed")}
_FAULT, _CARE = FAULT.split("  - key: care\n")
_QUIET = (
    _FAULT.split("cases:\n")[1]
    .replace("key: fault", "key: quiet")
    .replace("group: safety", "group: safety\n    level: C2")
)
CASE_KINDS = f"{_FAULT}{_QUIET}  - key: care\n{_CARE}"
# Kinds of the packs that the roots adopt; the unit pins the adoption.
KIND_OF_RECORD = {
    "team": "pre_shift_meeting",
    "committee": "members_meeting",
    "general_branch": "members_meeting",
    "branch": "members_meeting",
    "party_group": "group_meeting",
}


@dataclass
class Things:
    """What hangs on one unit: parameter name of an address -> id."""

    unit: Unit
    ids: dict[str, int] = field(default_factory=dict)
    draft: int = 0
    private: int = 0
    cases: dict[str, int] = field(default_factory=dict)  # level -> id
    person: Person | None = None


@dataclass
class World:
    company: Company
    units: dict[str, Unit]
    things: dict[int, Things]
    links: list[tuple[Unit, Unit]]

    def children(self, unit: Unit) -> list[Unit]:
        return [one for one in self.units.values() if one.parent_id == unit.id]

    def linked(self, unit: Unit) -> Unit | None:
        for left, right in self.links:
            if unit.id in (left.id, right.id):
                return right if left.id == unit.id else left
        return None


TREE = {
    "company": [
        ("company", "company", None),
        ("mine", "mine", "company"),
        ("section", "section", "mine"),
        ("section_2", "section", "mine"),
        ("team", "team", "section"),
        ("team_2", "team", "section"),
        ("committee", "committee", None),
        ("general_branch", "general_branch", "committee"),
        ("general_branch_2", "general_branch", "committee"),
        ("branch", "branch", "general_branch"),
        ("branch_2", "branch", "general_branch"),
        ("party_group", "party_group", "branch"),
        ("party_group_2", "party_group", "branch"),
        ("union", "union", None),
        ("section_union", "section_union", "union"),
        ("section_union_2", "section_union", "union"),
        ("union_group", "union_group", "section_union"),
        ("union_group_2", "union_group", "section_union"),
    ],
    "other": [
        ("other_company", "company", None),
        ("other_mine", "mine", "other_company"),
        ("other_section", "section", "other_mine"),
        ("other_team", "team", "other_section"),
        ("other_committee", "committee", None),
        ("other_general_branch", "general_branch", "other_committee"),
        ("other_branch", "branch", "other_general_branch"),
        ("other_party_group", "party_group", "other_branch"),
        ("other_union", "union", None),
        ("other_section_union", "section_union", "other_union"),
        ("other_union_group", "union_group", "other_section_union"),
    ],
}
LINKS = (
    ("committee", "company"), ("general_branch", "mine"), ("branch", "section"), ("party_group", "team"),
    ("union", "company"), ("section_union", "section"), ("union_group", "team"),
    ("branch_2", "section_2"), ("party_group_2", "team_2"), ("union_group_2", "team_2"),
)  # fmt: skip


def make_world() -> World:
    units: dict[str, Unit] = {}
    companies = {name: make_company(name=f"{name} 公司") for name in TREE}
    for name, rows in TREE.items():
        for key, kind, parent in rows:
            above = units[parent] if parent else None
            units[key] = make_unit(companies[name], kind, above, name=key)
    links = [(units[left], units[right]) for left, right in LINKS]
    made = {pair: make_link(*pair) for pair in links}
    adoptions: dict[int, Adoption] = {}
    for root, pack in (
        ("company", "xzw"), ("committee", "party-branch-2018"),
        ("other_company", "xzw"), ("other_committee", "party-branch-2018"),
    ):  # fmt: skip
        adoptions[units[root].id] = adopt(units[root], pack)[0]
    party = {row.unit.company_id: row for row in adoptions.values() if row.unit.kind == "committee"}
    kinds = {unit.company_id: follow(unit, CASE_KINDS) for unit in (units["company"], units["other_company"])}
    world = World(companies["company"], units, {}, links)
    for unit in units.values():
        link = next((row for pair, row in made.items() if unit in pair), None)
        world.things[unit.id] = _things(unit, link, _adoption(unit, adoptions), party[unit.company_id])
        _cases(world.things[unit.id], kinds[unit.company_id])
    return world


def _adoption(unit: Unit, adoptions: dict[int, Adoption]) -> Adoption:
    """The pack of the unit's own tree; the union's records follow the administration's."""
    root = int(unit.path.split(".")[0])
    same_company = [row for row in adoptions.values() if row.unit.company_id == unit.company_id]
    return adoptions.get(root) or same_company[0]


def token(unit: Unit, what: str) -> str:
    return f"CANARY{unit.id}X{what}"


def _things(unit: Unit, link: Link | None, adoption: Adoption, party: Adoption) -> Things:
    things = Things(unit)
    person = _person(things)
    things.person = person
    things.ids |= {"unit_id": unit.id, "person_id": person.id}
    if unit.kind == "team":
        things.ids["team_id"] = unit.id
        things.ids["terminal_id"] = Terminal.objects.create(
            company=unit.company,
            team=unit,
            name="班组室",
            offered_at=NOW,
            code_expires_at=NOW + timedelta(minutes=9),
        ).id
    if unit.kind == "section":
        things.ids["section_id"] = unit.id
    if link:
        things.ids["link_id"] = link.id
    if adoption.unit_id == unit.id:
        things.ids["adoption_id"] = adoption.id
    _records(things, person, adoption, party)
    _work(things, person, adoption)
    _account(things, person)
    return things


def _person(things: Things) -> Person:
    unit = things.unit
    person = make_person(unit.company, unit, party="full", phone=token(unit, "phone"))
    leave = Leave.objects.create(person=person, kind="annual", starts_date=TODAY, ends_date=TODAY)
    holder = make_person(unit.company, name=f"任职{unit.id}")
    held = appoint(holder, "matrix_no_post", unit, basis=token(unit, "basis"))
    things.ids |= {"leave_id": leave.id, "appointment_id": held.id}
    return person


def _kind(unit: Unit) -> str:
    return KIND_OF_RECORD.get(unit.kind, "section_morning_meeting")


def _record(
    things: Things, person: Person, adoption: Adoption, state: str, level: str, **more: object
) -> Record:
    unit = things.unit
    what = "private" if level == "C2" else "record"
    record = Record.objects.create(
        company=unit.company,
        unit=unit,
        kind="heart_to_heart_talk" if level == "C2" else _kind(unit),
        adoption_id=adoption.id,
        title=f"记录 {token(unit, what)}",
        level=level,
        state=state,
        held_at=NOW - timedelta(hours=2),
        written_at=None if state == "draft" else NOW - timedelta(hours=1),
        data={"content": token(unit, what)},
        created_at=NOW - timedelta(hours=2),
        version=0 if state == "draft" else 1,
        **more,
    )
    Presence.objects.create(record=record, person=person)
    Decision.objects.create(record=record, position=1, text=token(unit, what))
    if state != "draft":
        rows = (list(model.objects.filter(record=record)) for model in (Presence, Decision, Attachment))
        Version.objects.create(record=record, number=1, content=snapshot(record, *rows), written_at=NOW)
    return record


def _records(things: Things, person: Person, adoption: Adoption, party: Adoption) -> None:
    unit = things.unit
    shift = None
    if unit.kind == "team":
        shift = Shift.objects.create(
            team=unit, day=TODAY, key="early", name="早班",
            starts_at=NOW + timedelta(minutes=40), ends_at=NOW + timedelta(hours=8),
        )  # fmt: skip
        things.ids["shift_id"] = shift.id
    closed = _record(things, person, adoption, "closed", "C1")
    things.draft = _record(things, person, adoption, "draft", "C1", shift=shift).id
    partner = make_person(unit.company, name=f"谈话{unit.id}")
    things.private = _record(things, partner, party, "closed", "C2", chair=partner, recorder=partner).id
    stored = StoredFile.objects.create(
        company_id=unit.company_id, sha256="0" * 64, name=f"{token(unit, 'record')}.pdf",
        content_type="application/pdf", size=1, uploaded_at=NOW,
    )  # fmt: skip
    attached = Attachment.objects.create(record=closed, file=stored, attached_at=NOW)
    for record in (closed.id, things.private):
        Attachment.objects.create(record_id=record, file=_picture(unit), attached_at=NOW)
    things.ids |= {"record_id": closed.id, "attachment_id": attached.id}


def _picture(unit: Unit) -> StoredFile:
    return StoredFile.objects.create(
        company_id=unit.company_id, sha256="2" * 64, name="现场.jpg", content_type="image/jpeg", size=1,
        uploaded_at=NOW,
    )  # fmt: skip


def _cases(things: Things, adoption: Adoption) -> None:
    """One of each level; of C3 the text is sealed, and nobody but its helper has a part in it."""
    unit = things.unit
    for level, (kind, what) in CASES.items():
        case = Case.objects.create(
            company=unit.company, unit=unit, kind=kind, adoption_id=adoption.id, level=level,
            title="帮扶" if level == "C3" else f"事 {token(unit, what)}", state="open" if level == "C3" else "reported",
            state_since=NOW, opened_at=NOW, data={} if level == "C3" else {"what": token(unit, what)},
        )  # fmt: skip
        deed = Deed.objects.create(
            case=case, number=1, title="提出", target=case.state, happened_at=NOW, written_at=NOW,
            data=case.data, edition="try-cases@1.0",
        )  # fmt: skip
        things.cases[level] = case.id
        if level != "C3":
            Evidence.objects.create(deed=deed, file=_picture(unit))
        if level == "C1":
            stored = StoredFile.objects.create(
                company_id=unit.company_id, sha256="1" * 64, name=f"{token(unit, what)}.pdf",
                content_type="application/pdf", size=1, uploaded_at=NOW,
            )  # fmt: skip
            evidence = Evidence.objects.create(deed=deed, file=stored)
            things.ids |= {"case_id": case.id, "evidence_id": evidence.id}
        if level == "C3":
            helper = make_person(unit.company, name=f"帮扶{unit.id}")
            Part.objects.create(case=case, role="helper", person=helper, text=True)
            Sealed.objects.create(
                case=case, deed=deed, field="need", text=seal(token(unit, what)), author=helper
            )


def _work(things: Things, person: Person, adoption: Adoption) -> None:
    unit = things.unit
    item = DutyItem.objects.create(
        company=unit.company, unit=unit, duty=_duty(adoption), title=f"职责 {token(unit, 'duty')}", post="team_leader",
        person=person, adoption_id=adoption.id, period="2026-11-20",
        starts_date=TODAY, ends_date=TODAY, due_date=TODAY, due_at=NOW + timedelta(hours=9),
    )  # fmt: skip
    task = Task.objects.create(
        company=unit.company, unit=unit, kind="open_point", text=token(unit, "task"), owner=person,
        note=token(unit, "task"), due_date=TODAY, created_at=NOW,
    )  # fmt: skip
    words = token(unit, "report")
    report = Report.objects.create(
        company=unit.company, unit=unit, kind="instructor_monthly", period="2026-M11", title=f"报告 {words}",
        sections=[{
            "key": "a", "title": words, "lines": [{"text": words, "links": []}],
            "own_words": True, "hint": "", "required": False,
        }],
        own_words={"a": words}, drafted_at=NOW,
    )  # fmt: skip
    roster = RosterImport.objects.create(
        company=unit.company,
        unit=unit,
        filename=f"{token(unit, 'roster')}.xlsx",
        state="done",
        started_at=NOW,
    )
    things.ids |= {"item_id": item.id, "task_id": task.id, "report_id": report.id, "import_id": roster.id}


def _duty(adoption: Adoption) -> str:
    return str(adoption.pack_version.spec["duties"][0]["key"])


def _account(things: Things, person: Person) -> None:
    from allauth.usersessions.models import UserSession

    account = make_account(person)
    key = f"{next(_numbers):040d}"
    Session.objects.create(session_key=key, session_data="", expire_date=NOW + timedelta(days=1))
    session = UserSession.objects.create(user=account, session_key=key, ip="10.0.0.9", user_agent="")
    issued = Token.objects.create(
        person=person, name=token(things.unit, "own"), digest=f"{next(_numbers):064d}",
        scopes=["records:read"], created_at=NOW, expires_at=NOW + timedelta(days=9),
    )  # fmt: skip
    proposal = Proposal.objects.create(person=person, company=person.company, kind="audit", asked_at=NOW)
    things.ids |= {"session_id": session.id, "token_id": issued.id, "proposal_id": proposal.id}
