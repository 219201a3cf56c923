"""Shift change: 2,000 phones come up within five minutes, each with five things done underground.

The product's own server and worker run beside it on the database of TONGXIN_DATABASE_URL, each phone sends
one batch over HTTP at a random moment. `python -m bench shift_change`; TONGXIN_PHONES and
TONGXIN_SECONDS make it smaller.
"""

import http.client
import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import connection, models, transaction
from django.utils import timezone

from bench.__main__ import Report
from tests.factories import LONG_AGO, adopt, make_company, make_shift, make_unit
from tests.sync.phone import meeting_of, operation
from tongxin.facts.models import Fact, Pending
from tongxin.orgs.models import Appointment, Membership, Person, Unit
from tongxin.records.models import Task
from tongxin.sync.commands import Batch, enrol_device, take_operations
from tongxin.sync.models import Operation
from tongxin.sync.queries import bearer_of

PHONES = int(os.environ.get("TONGXIN_PHONES", "2000"))
SECONDS = float(os.environ.get("TONGXIN_SECONDS", "300"))
A_TEAM, EACH = 10, 5
CONNECTIONS = 48
QUICK = 400  # operations of the comparison with plain INSERTs


@dataclass(frozen=True)
class Coming:
    at: float
    token: str
    body: bytes


def run(report: Report) -> None:
    teams = _teams(PHONES // A_TEAM)
    coming = _coming(teams)
    before = Operation.objects.count()
    connection.close()
    with _server() as port:
        begun = time.monotonic()
        with ThreadPoolExecutor(CONNECTIONS) as pool:
            sent = list(pool.map(lambda one: _send(one, port, begun), coming))
        took = time.monotonic() - begun
    waits = sorted(seconds for seconds, _ in sent)
    outcomes = Counter(outcome for _, answers in sent for outcome in answers)
    wrong = sum(count for outcome, count in outcomes.items() if outcome != "applied")
    report.value(f"of {PHONES * EACH} operations not applied", wrong, str(dict(outcomes)), limit=0)
    report.value("missing in the inbox", PHONES * EACH - Operation.objects.count() + before, "", limit=0)
    report.value("slower than 19 of 20 phones waits", waits[len(waits) * 95 // 100], "s", limit=1)
    report.value("all are through after", took, "s", limit=SECONDS + 5)
    _beside_inserts(report, teams[0])


def _teams(count: int) -> list[list[Person]]:
    company = make_company(name=f"交接班 {time.time():.0f}")
    root = make_unit(company, "company")
    section = make_unit(company, "section", root)
    adopt(root, "xzw", "kq-safety")
    return [_team(section, number) for number in range(count)]


def _team(section: Unit, number: int) -> list[Person]:
    """Ten who may all write for it: what is measured is the sending, not who may what."""
    company, now = section.company, timezone.now()
    team = make_unit(company, "team", section, name=f"采煤{number}班")
    people = Person.objects.bulk_create(
        Person(company=company, employee_no=f"S{number:04d}{one}", name=f"工人{number}-{one}")
        for one in range(A_TEAM)
    )
    Membership.objects.bulk_create(
        Membership(person=one, unit=team, line=team.line, starts_date=LONG_AGO) for one in people
    )
    Appointment.objects.bulk_create(
        Appointment(person=one, post="team_leader", unit=team, starts_date=LONG_AGO, appointed_at=now)
        for one in people
    )
    soon = now + timedelta(minutes=20)
    make_shift(team, soon, soon + timedelta(hours=8), day=timezone.localdate(soon))
    return people


def _coming(teams: list[list[Person]]) -> list[Coming]:
    dice, found = random.Random(1), []
    for people in teams:
        team = Membership.objects.select_related("unit").filter(person=people[0])[0].unit
        for number, person in enumerate(people):
            operations = _operations(team, people, number)
            now = timezone.now()
            sent = {"epoch": "", "ops": operations, "wall": now.isoformat(), "mono": 1e9, "boot": "page-1"}
            found.append(Coming(dice.uniform(0, SECONDS), _token(person), json.dumps(sent).encode()))
    return sorted(found, key=lambda one: one.at)


def _token(person: Person) -> str:
    from tongxin.access.queries import actor_of

    now = timezone.now()
    return enrol_device("Chrome · 安卓", by=actor_of(person.id, at=now), at=now).token


def _operations(team: Unit, people: list[Person], number: int) -> list[dict[str, Any]]:
    """The meeting from one phone of the team, and from each two points, a task and hazards."""
    now = timezone.now()
    task = Task.objects.create(
        company=team.company, unit=team, kind="open_point", text="漏液", created_at=now
    )
    note = {"team": team.id, "text": f"{number} 号支架漏液"}
    given = {"what": f"{number} 号护栏松了", "place": f"{team.name} {number} 号支架", "category": "machine"}
    hazard = {"kind": "hazard", "unit": team.id, "given": given, "anonymous": False}
    meeting = [("record.hold", meeting_of(team, [one.id for one in people]))] if number == 0 else []
    todo = [*meeting, ("handover.note", note), ("task.done", {"task": task.id}), ("case.open", hazard)]
    todo += [("handover.note", note)] * (EACH - len(todo))
    return [{**operation(kind, body), "wall": now.isoformat(), "mono": 1e9} for kind, body in todo]


def _send(one: Coming, port: int, begun: float) -> tuple[float, list[str]]:
    time.sleep(max(0.0, one.at - (time.monotonic() - begun)))
    since = time.monotonic()
    try:
        asked = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        headers = {"Authorization": f"Bearer {one.token}", "Content-Type": "application/json"}
        asked.request("POST", "/api/sync/ops", one.body, headers)
        answer = asked.getresponse()
        text = answer.read()
        asked.close()
        if answer.status != 200:
            return time.monotonic() - since, [f"HTTP {answer.status}"] * EACH
        return time.monotonic() - since, [said["outcome"] for said in json.loads(text)["answers"]]
    except OSError as error:
        return time.monotonic() - since, [type(error).__name__] * EACH


@contextmanager
def _server() -> Iterator[int]:
    """The server and, on PostgreSQL, the worker, as an operator starts them."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    commands = [["serve", "--port", str(port)]]
    if connection.vendor == "postgresql":
        commands.append(["worker"])
    programs = [
        subprocess.Popen([sys.executable, "-m", "tongxin.ops.cli", *one], stdout=subprocess.DEVNULL)
        for one in commands
    ]
    try:
        _wait(port)
        yield port
    finally:
        for program in programs:
            program.send_signal(signal.SIGTERM)
        for program in programs:
            try:
                program.wait(30)
            except subprocess.TimeoutExpired:  # what is measured is over; a busy machine stops slowly
                program.kill()


def _wait(port: int) -> None:
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("the server did not start")


def _beside_inserts(report: Report, people: list[Person]) -> None:
    """One after the other in one process, beside the rows that they left, each by its INSERT."""
    team = Membership.objects.filter(person=people[0]).values_list("unit", flat=True)[0]
    bearer = bearer_of(_token(people[0]), at=timezone.now())
    assert bearer is not None
    sent = [operation("handover.note", {"team": team, "text": f"第 {one} 件"}) for one in range(QUICK)]
    last = {model: model.objects.order_by("-pk")[:1].values_list("pk", flat=True).first() for model in LEFT}
    since = time.monotonic()
    for one in sent:
        take_operations(Batch([one]), by=bearer, at=timezone.now())
    took = time.monotonic() - since
    ids = [one["id"] for one in sent]
    rows = [list(Operation.objects.filter(id__in=ids))]
    rows += [list(model.objects.filter(pk__gt=last[model] or 0).order_by("pk")[:QUICK]) for model in LEFT]
    plain = _insert(rows)
    report.line(
        f"{QUICK} operations ({QUICK / took:.0f} a second)", took,
        base=plain, base_name=f"plain INSERTs ({QUICK / plain:.0f} a second)", limit=LIMIT,
    )  # fmt: skip


LEFT: tuple[type[models.Model], ...] = (Task, Fact, Pending)
LIMIT = 80


def _insert(rows: list[list[Any]]) -> float:
    """The same rows into tables of the same shape, a transaction for each operation."""
    kinds = [kind for kind in rows if kind]
    with connection.cursor() as cursor:
        for kind in kinds:
            cursor.execute(
                f"CREATE TEMPORARY TABLE bench_{_table(kind)} AS SELECT * FROM {_table(kind)} LIMIT 0"
            )
    statements = [(_statement(kind[0]), [_values(row) for row in kind]) for kind in kinds]
    since = time.monotonic()
    for number in range(QUICK):
        with transaction.atomic(), connection.cursor() as cursor:
            for statement, values in statements:
                if number < len(values):
                    cursor.execute(statement, values[number])
    return time.monotonic() - since


def _table(kind: list[Any]) -> str:
    return str(kind[0]._meta.db_table)


def _statement(row: Any) -> str:
    columns = [field.column for field in row._meta.concrete_fields]
    marks = ", ".join(["%s"] * len(columns))
    return f"INSERT INTO bench_{row._meta.db_table} ({', '.join(columns)}) VALUES ({marks})"


def _values(row: Any) -> list[Any]:
    return [
        field.get_db_prep_save(getattr(row, field.attname), connection) for field in row._meta.concrete_fields
    ]
