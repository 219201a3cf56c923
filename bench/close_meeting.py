"""Close a pre-shift meeting: the number of queries does not grow with the team."""

from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bench.__main__ import Report
from tests.factories import adopt, make_account, make_person, make_shift
from tests.records.preshift.world import make_task, sheet_of
from tests.world import Mine, make_mine
from tongxin.access.queries import actor_of
from tongxin.duties.commands import raise_duties
from tongxin.kernel.actor import NOBODY
from tongxin.orgs.models import Person, Shift
from tongxin.records.preshift.commands import finish_meeting, open_meeting
from tongxin.records.preshift.rules import Watch

QUERIES = 25
CONTROL = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")  # of transactions: they ask nothing


def run(report: Report) -> None:
    for size in (5, 60):
        report.value(f"queries to close, team of {size}", _command(size), "queries", limit=QUERIES)
        # Session, rights, saving, closing, and the duties of everybody.
        report.value(
            f"queries of the whole request, team of {size}", _request(size), "queries", limit=QUERIES
        )


def make_team(name: str, size: int) -> tuple[Mine, Shift]:
    """A team whose shift begins in forty minutes, with its duties raised."""
    mine = make_mine(name)
    adopt(mine.section, "xzw")
    for number in range(size - 5):
        make_person(mine.company, mine.team, name=f"工人{number}", trade="割煤")
    soon = timezone.now().replace(second=0, microsecond=0) + timedelta(minutes=40)
    shift = make_shift(mine.team, soon, soon + timedelta(hours=8), key="bench", day=timezone.localdate(soon))
    raise_duties(company_id=mine.company.id, day=shift.day, by=NOBODY, at=timezone.now())
    for text in ("38 号支架漏液", "皮带机头护栏缺一段", "机尾浮煤剩 12 架"):
        make_task(mine.team, text)
    return mine, shift


def log_in(person: Person) -> Client:
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(make_account(person), backend=settings.AUTHENTICATION_BACKENDS[0])
    session = client.session
    session["entered_at"] = session["seen_at"] = timezone.now().isoformat()
    session.save()
    return client


def _command(size: int) -> int:
    mine, shift = make_team(f"班前会 {size}", size)
    at = timezone.now()
    leader = actor_of(mine.leader.id, at=at)
    record_id = open_meeting(shift.id, by=leader, at=at).record_id
    sheet = sheet_of(record_id, watched=(Watch(mine.worker.id, "watch", "ask_again"),))
    with CaptureQueriesContext(connection) as queries:
        finish_meeting(record_id, sheet, by=leader, at=timezone.now(), revision=0)
    return _asked(queries)


def _asked(queries: CaptureQueriesContext) -> int:
    return sum(not one["sql"].startswith(CONTROL) for one in queries.captured_queries)


def _request(size: int) -> int:
    mine, shift = make_team(f"班前会请求 {size}", size)
    client = log_in(mine.leader)
    url = client.post("/preshift", {"shift": shift.id}).headers["Location"]
    sheet = sheet_of(int(url.rsplit("/", 1)[1]))
    sent = {"present": sorted(sheet.present), "chair": sheet.chair_id, "told": "on", "risks": ["rib", "roof"]}
    with CaptureQueriesContext(connection) as queries:
        answer = client.post(f"{url}/close", sent)
    if answer.status_code != 302:
        raise RuntimeError(f"closing answered {answer.status_code}")
    return _asked(queries)
