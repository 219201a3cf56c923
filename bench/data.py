"""Big believable data, made by the database itself: a company of so many teams, people and past days."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection, models

from tongxin.access.models import Account
from tongxin.adoption.models import Adoption, PackVersion
from tongxin.duties.models import DutyItem, DutyMet
from tongxin.orgs.models import (
    Appointment,
    Company,
    Link,
    Membership,
    PartyStanding,
    Person,
    Placement,
    Shift,
    Unit,
)
from tongxin.records.models import Presence, Record
from tongxin.regimes.load import load_pack

TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 7, 20, tzinfo=ZoneInfo("Asia/Shanghai"))
PACKS = ("base", "party-branch-2018", "xzw", "db")
LONG_AGO = "date '2020-01-01'"
A_SECTION, A_MINE = 24, 600  # teams
PRE_SHIFT, WITH, HANDOVER = "pre_shift_by_leader", "daily_shift_company", "handover_each_shift"


@dataclass(frozen=True)
class Big:
    """Where the rows of each kind begin; a section's first team is team `24 * section`."""

    company_id: int
    teams: int
    people: int
    root: int
    mine: int
    section: int
    team: int
    committee: int
    general: int
    branch: int
    group: int
    person: int
    xzw_adoption: int

    @property
    def sections(self) -> int:
        return self.teams // A_SECTION

    @property
    def mines(self) -> int:
        return max(self.teams // A_MINE, 1)


def make_company(name: str, *, teams: int, people: int) -> Big:
    """Units of three lines, links, people, posts and adopted packs."""
    company = Company.objects.create(name=name)
    big = _places(company.id, teams, people)
    _units(big)
    _people(big)
    _posts(big)
    adoptions = {key: adopt(big.root, key) for key in PACKS}
    _run("ANALYZE")
    return Big(**{**big.__dict__, "xzw_adoption": adoptions["xzw"]})


def _places(company_id: int, teams: int, people: int) -> Big:
    mines, sections = max(teams // A_MINE, 1), teams // A_SECTION
    sizes = {"root": 1, "mine": mines, "section": sections, "team": teams, "committee": 1, "general": mines,
             "branch": sections, "group": teams}  # fmt: skip
    places: dict[str, int] = {}
    following = _next(Unit)
    for name, size in sizes.items():
        places[name] = following
        following += size
    return Big(company_id, teams, people, **places, person=_next(Person), xzw_adoption=0)


def _units(big: Big) -> None:
    per_mine = -(-big.sections // big.mines)
    root, mine, section = f"'{big.root}.'", f"{big.mine} + n / {per_mine}", f"{big.section} + n / {A_SECTION}"
    head, general = f"'{big.committee}.'", f"{big.general} + n / {per_mine}"
    team_mine = f"({big.mine} + n / {A_SECTION} / {per_mine})"
    team_branch = f"({big.branch} + n / {A_SECTION})"
    team_general = f"({big.general} + n / {A_SECTION} / {per_mine})"
    rows = [
        (big.root, 1, "administration", "company", "'集团'", "NULL::bigint", "''"),
        (big.mine, big.mines, "administration", "mine", "'第' || n || '矿'", str(big.root), root),
        (big.section, big.sections, "administration", "section", "'综采' || n || '区'", mine,
         f"{root} || ({mine}) || '.'"),
        (big.team, big.teams, "administration", "team", "'采煤' || n || '班'", section,
         f"{root} || {team_mine} || '.' || ({section}) || '.'"),
        (big.committee, 1, "party", "committee", "'党委'", "NULL::bigint", "''"),
        (big.general, big.mines, "party", "general_branch", "'第' || n || '矿党总支'", str(big.committee), head),
        (big.branch, big.sections, "party", "branch", "'综采' || n || '区党支部'", general,
         f"{head} || ({general}) || '.'"),
        (big.group, big.teams, "party", "party_group", "'第' || n || '党小组'", team_branch,
         f"{head} || {team_general} || '.' || {team_branch} || '.'"),
    ]  # fmt: skip
    for first, count, line, kind, name, parent, above in rows:
        given = {"id": f"{first} + n", "company_id": str(big.company_id), "line": f"'{line}'",
                 "kind": f"'{kind}'", "name": name, "parent_id": parent,
                 "path": f"{above} || ({first} + n) || '.'", "starts_date": LONG_AGO}  # fmt: skip
        insert(Unit, given, f"generate_series(0, {count - 1}) n")
    insert(
        Placement,
        {"unit_id": "u.id", "parent_id": "u.parent_id", "starts_date": LONG_AGO},
        f"orgs_unit u WHERE u.company_id = {big.company_id}",
    )
    pairs = ((big.committee, big.root, 1), (big.general, big.mine, big.mines),
             (big.branch, big.section, big.sections), (big.group, big.team, big.teams))  # fmt: skip
    for left, right, count in pairs:
        given = {"left_id": f"{left} + n", "right_id": f"{right} + n", "starts_date": LONG_AGO}
        insert(Link, given, f"generate_series(0, {count - 1}) n")


def _people(big: Big) -> None:
    everybody = f"generate_series(0, {big.people - 1}) n"
    insert(Person, {"id": f"{big.person} + n", "company_id": str(big.company_id),
                    "employee_no": f"'{big.company_id}-' || (100000 + n)",
                    "name": "substr('王李张刘陈杨赵黄周吴', 1 + n % 10, 1) || substr('建国志强伟明军磊洋勇', 1 + n / 10 % 10, 1)",
                    "pinyin": "'wjg'"}, everybody)  # fmt: skip
    insert(Membership, {"person_id": f"{big.person} + n", "unit_id": f"{big.team} + n % {big.teams}",
                        "line": "'administration'", "starts_date": LONG_AGO}, everybody)  # fmt: skip
    members = f"{everybody} WHERE n / {big.teams} % 8 = 1"
    insert(Membership, {"person_id": f"{big.person} + n", "unit_id": f"{big.group} + n % {big.teams}",
                        "line": "'party'", "starts_date": LONG_AGO}, members)  # fmt: skip
    insert(PartyStanding, {"person_id": f"{big.person} + n", "standing": "'full'", "starts_date": LONG_AGO},
           members)  # fmt: skip


def _posts(big: Big) -> None:
    """The n-th people lead the teams; the next as many are their instructors; then the sections' heads."""
    third = 2 * big.teams
    rows = [
        ("team_leader", 0, big.team, big.teams),
        ("political_instructor", big.teams, big.team, big.teams),
        ("party_group_leader", big.teams, big.group, big.teams),
        ("section_chief", third, big.section, big.sections),
        ("branch_secretary", third + big.sections, big.branch, big.sections),
        ("committee_secretary", third + 2 * big.sections, big.committee, 1),
    ]
    for post, person, unit, count in rows:
        insert(Appointment, {"person_id": f"{big.person + person} + n", "post": f"'{post}'",
                             "unit_id": f"{unit} + n", "starts_date": LONG_AGO, "appointed_at": "now()"},
               f"generate_series(0, {count - 1}) n")  # fmt: skip


def holder(big: Big, post: str, place: int = 0) -> Person:
    """Whoever holds the post at the `place`-th unit of its kind."""
    third = 2 * big.teams
    first = {"team_leader": 0, "political_instructor": big.teams, "section_chief": third,
             "branch_secretary": third + big.sections, "committee_secretary": third + 2 * big.sections}  # fmt: skip
    return Person.objects.get(id=big.person + first[post] + place)


def account_of(person: Person) -> Account:
    return Account.objects.create(
        username=person.employee_no, person=person, must_change_password=False, created_at=NOW, password="!"
    )


def adopt(unit_id: int, key: str) -> int:
    pack = load_pack(settings.PACKS_DIR / key)
    version, _ = PackVersion.objects.get_or_create(
        company=None, pack=key, version=pack.meta.version,
        defaults={"digest": "0" * 64, "spec": pack.model_dump(mode="json"), "kept_at": NOW},
    )  # fmt: skip
    starts = TODAY - timedelta(days=800)
    return Adoption.objects.create(
        unit_id=unit_id, pack_version=version, starts_date=starts, adopted_at=NOW
    ).id


def add_shifts(big: Big, first: date, last: date) -> None:
    """One early shift a team and day."""
    insert(Shift, {"team_id": f"{big.team} + n", "day": "d::date", "key": "'early'", "name": "'早班'",
                   "starts_at": "(d::date + time '08:00') AT TIME ZONE 'Asia/Shanghai'",
                   "ends_at": "(d::date + time '16:00') AT TIME ZONE 'Asia/Shanghai'"},
           f"generate_series(0, {big.teams - 1}) n, generate_series(date '{first}', date '{last}', '1 day') d")  # fmt: skip


def add_history(big: Big, items: int, *, recorded_days: int = 30) -> None:
    """So many past items, three a team and day: 3 of 100 never met, 3 late, the last month with its records."""
    days = max(items // (3 * big.teams), 1)
    first = TODAY - timedelta(days=days)
    add_shifts(big, first, TODAY)
    with _unindexed(DutyItem):
        for duty, title, post in ((PRE_SHIFT, "班前会每班一次", "team_leader"), (HANDOVER, "交接班每班一次", "team_leader"),
                                  (WITH, "日跟班：参加班前会", "political_instructor")):  # fmt: skip
            _add_items(big, duty, title, post)
    _add_records(big, TODAY - timedelta(days=recorded_days))
    _add_tallies(big)
    analyse()


def analyse() -> None:
    _run("VACUUM ANALYZE")


def _add_items(big: Big, duty: str, title: str, post: str) -> None:
    luck = f"(abs(hashint8(s.id * 7 + {len(title)})) % 100)"
    due = "s.starts_at + interval '1 hour'"
    met = f"CASE WHEN s.day = date '{TODAY}' OR {luck} < 3 THEN NULL WHEN {luck} < 6 THEN {due} + interval '5 hours' ELSE {due} - interval '50 minutes' END"
    insert(
        DutyItem,
        {
            "company_id": str(big.company_id), "unit_id": "s.team_id", "duty": f"'{duty}'",
            "title": f"'{title}'", "post": f"'{post}'", "adoption_id": str(big.xzw_adoption),
            "shift_id": "s.id", "period": "s.day || '/early'", "starts_date": "s.day", "ends_date": "s.day",
            "due_date": "s.day", "due_at": due, "minutes": "6", "met_at": met, "met_heard_at": met,
            "met_times": f"CASE WHEN {met} IS NULL THEN 0 ELSE 1 END",
            "met_by_id": f"CASE WHEN {met} IS NULL THEN NULL ELSE {big.person} + s.team_id - {big.team} END",
        },
        f"orgs_shift s WHERE s.team_id BETWEEN {big.team} AND {big.team + big.teams - 1}",
    )  # fmt: skip


def _add_records(big: Big, since: date) -> None:
    insert(
        Record,
        {
            "key": "gen_random_uuid()", "company_id": str(big.company_id), "unit_id": "s.team_id",
            "kind": "'pre_shift_meeting'", "adoption_id": str(big.xzw_adoption), "title": "'班前会'",
            "level": "'C1'", "state": "'closed'", "shift_id": "s.id", "held_at": "s.starts_at",
            "chair_id": f"{big.person} + s.team_id - {big.team}", "expected_count": "8", "present_count": "7",
            "version": "1", "revision": "1", "written_at": "s.starts_at", "created_at": "s.starts_at",
            "recorder_id": f"{big.person + big.teams} + s.team_id - {big.team}",
        },
        f"orgs_shift s WHERE s.team_id BETWEEN {big.team} AND {big.team + big.teams - 1}"
        f" AND s.day >= date '{since}' AND s.day < date '{TODAY}'",
    )  # fmt: skip
    insert(
        DutyMet,
        {"item_id": "i.id", "source": "'record'", "record_id": "r.id", "happened_at": "r.held_at",
         "heard_at": "r.held_at", "person_id": "r.chair_id"},
        "duties_dutyitem i JOIN records_record r ON r.shift_id = i.shift_id"
        f" WHERE r.company_id = {big.company_id} AND i.met_at IS NOT NULL",
    )  # fmt: skip
    insert(
        Presence,
        {"record_id": "r.id", "person_id": "m.person_id", "present": "m.person_id % 8 <> r.id % 8"},
        "records_record r JOIN orgs_membership m ON m.unit_id = r.unit_id"
        f" WHERE r.company_id = {big.company_id} AND r.held_at >= '{TODAY - timedelta(days=3)}'",
    )  # fmt: skip


def _add_tallies(big: Big) -> None:
    from tongxin.duties.commands import tally_rebuild
    from tongxin.kernel.actor import NOBODY

    tally_rebuild(big.company_id, by=NOBODY)


def insert(model: type[models.Model], given: dict[str, str], source: str) -> None:
    """INSERT … SELECT; columns that are not given take the model's default, NULL or an empty text."""
    columns = {}
    for field in model._meta.concrete_fields:
        if field.column in given:
            columns[field.column] = given[field.column]
        elif not field.primary_key:
            columns[field.column] = _plain(field)
    names = ", ".join(f'"{name}"' for name in columns)
    _run("SET session_replication_role = replica")  # the rows are right: no foreign key is looked up
    _run(f"INSERT INTO {model._meta.db_table} ({names}) SELECT {', '.join(columns.values())} FROM {source}")
    _run("SET session_replication_role = DEFAULT")
    if "id" in given:
        table = model._meta.db_table
        _run(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")


def _plain(field: Any) -> str:
    if field.null:
        return "NULL"
    value = field.get_default()
    if isinstance(value, (dict, list)):
        return "'{}'::jsonb" if isinstance(value, dict) else "'[]'::jsonb"
    return repr(value) if isinstance(value, (str, int)) else "0"


def _next(model: type[models.Model]) -> int:
    return (model.objects.aggregate(last=models.Max("id"))["last"] or 0) + 1  # type: ignore[attr-defined]


class _unindexed:  # noqa: N801
    """The table's plain indexes are made again when its rows are in."""

    def __init__(self, model: type[models.Model]) -> None:
        self.table = model._meta.db_table

    def __enter__(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s"
                " AND indexname NOT IN (SELECT conname FROM pg_constraint)",
                [self.table],
            )
            self.indexes = cursor.fetchall()
        for name, _ in self.indexes:
            _run(f'DROP INDEX "{name}"')

    def __exit__(self, *_: object) -> None:
        for _, definition in self.indexes:
            _run(definition)


def _run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
