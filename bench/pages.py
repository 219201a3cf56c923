"""Pages at 10 million due items, against a page with one indexed query, and against themselves at a tenth."""

import os
import time
from dataclasses import dataclass
from statistics import median
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import include, path

from bench import data

TEAMS = int(os.environ.get("TONGXIN_BENCH_TEAMS", "12000"))
ITEMS = int(os.environ.get("TONGXIN_BENCH_ITEMS", "10000000"))
ROUNDS = int(os.environ.get("TONGXIN_BENCH_ROUNDS", "40"))
BATCHES = 3  # their median is told: the database's own housekeeping falls into one of them
MOST_QUERIES = 15
TRIVIAL = "/bench/trivial"

# Page, who opens it, address. Add a page here and it is measured.
PAGES = (
    ("Today, instructor", "political_instructor", "/"),
    ("Today, secretary", "branch_secretary", "/"),
    ("Today, committee", "committee_secretary", "/"),
    ("duties, instructor", "political_instructor", "/duties"),
    ("duties, committee", "committee_secretary", "/duties"),
    ("duties of a unit, quarter", "branch_secretary", "/duties/unit/{team}?span=quarter"),
    ("item", "branch_secretary", "/duties/{item}"),
    ("records, instructor", "political_instructor", "/records"),
    ("records, secretary", "branch_secretary", "/records"),
    ("record", "branch_secretary", "/records/{record}"),
    ("organisation, secretary", "branch_secretary", "/orgs"),
    ("organisation, committee", "committee_secretary", "/orgs"),
    ("person", "branch_secretary", "/orgs/people/{person}"),
    ("board, secretary, week", "branch_secretary", "/board"),
    ("board, secretary, quarter", "branch_secretary", "/board?span=quarter"),
    ("board, committee, week", "committee_secretary", "/board"),
    ("board, committee, quarter", "committee_secretary", "/board?span=quarter"),
)


@dataclass(frozen=True)
class Measured:
    """`seconds` and `base` are 95th percentiles of the batch in the middle; `pace` is how fast the machine was just then."""

    seconds: float
    base: float
    pace: float
    queries: int


def trivial(request: Any) -> HttpResponse:
    """A page behind the same door that asks one indexed question."""
    from tongxin.orgs.models import Unit

    name = Unit.objects.filter(path=request.GET["path"]).values_list("name", flat=True).first()
    return HttpResponse(f"<h1>{name}</h1>")


urlpatterns = [path("bench/trivial", trivial), path("", include("tongxin.config.urls"))]


def serve() -> None:
    """The site with the trivial page beside it, on the day of the data."""
    settings.ROOT_URLCONF = "bench.pages"
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    from tongxin import clock

    clock.read = lambda: data.NOW


def run(report: Any) -> None:
    serve()
    few = _company("十分之一", teams=TEAMS // 10, items=ITEMS // 10)
    small = {page: measure(few, *page, places=_places(few)) for page in PAGES}
    many = _company("整个集团", teams=TEAMS, items=ITEMS)
    for page in PAGES:
        found = measure(many, *page, places=_places(many))
        report.value(f"{page[0]}: queries", found.queries, "", limit=MOST_QUERIES)
        report.line(f"{page[0]}: p95", found.seconds, base=found.base, base_name="one query", limit=5)
        # Other work on the machine comes and goes: the tenth is put at the pace of now.
        tenth = small[page].seconds * found.pace / small[page].pace
        report.line(f"{page[0]}: p95", found.seconds, base=tenth, base_name="a tenth", limit=1.5)


def _company(name: str, *, teams: int, items: int) -> data.Big:
    start = time.perf_counter()
    big = data.make_company(f"页面测速 {name}", teams=teams, people=teams * 100 // 12)
    data.add_history(big, items)
    print(f"  {name}: {items} items in {time.perf_counter() - start:.0f} s", flush=True)
    return big


_clients: dict[tuple[int, str], Client] = {}


def _client(big: data.Big, post: str) -> Client:
    """Logged in as whoever holds the post in the middle of the company."""
    key = (big.company_id, post)
    if key not in _clients:
        place = 0 if post == "committee_secretary" else big.sections // 2
        place = place * data.A_SECTION if post == "political_instructor" else place
        _clients[key] = client = Client()
        client.force_login(
            data.account_of(data.holder(big, post, place)), backend=settings.AUTHENTICATION_BACKENDS[0]
        )
        session = client.session
        session["entered_at"] = session["seen_at"] = data.NOW.isoformat()
        session.save()
    return _clients[key]


def measure(big: data.Big, what: str, post: str, address: str, *, places: dict[str, int]) -> Measured:
    client, url = _client(big, post), address.format(**places)
    answer = client.get(url)
    if answer.status_code != 200:
        raise SystemExit(f"{what}: {url} answers {answer.status_code} {answer.headers.get('Location', '')}")
    with CaptureQueriesContext(connection) as queries:
        client.get(url)
        asked = list(queries.captured_queries)
    if os.environ.get("TONGXIN_BENCH_SLOW"):
        for one in sorted(asked, key=lambda one: -float(one["time"]))[:2]:
            print(f"    {what}: {one['time']} s {one['sql'][:1500]}")
    base_url = f"{TRIVIAL}?path={big.root}."
    client.get(base_url)
    batches = [_batch(client, url, base_url) for _ in range(BATCHES)]
    seconds, base, pace = (median(column) for column in zip(*batches, strict=True))
    return Measured(seconds, base, pace, len(asked))


def _batch(client: Client, url: str, base_url: str) -> tuple[float, float, float]:
    """95th percentile of the page, and that and the median of the base, asked in turn."""
    ours, base = [], []
    for _ in range(ROUNDS):
        ours.append(_timed(client, url))
        base.append(_timed(client, base_url))
    return _p95(ours), _p95(base), median(base)


def _places(big: data.Big) -> dict[str, int]:
    from tongxin.duties.models import DutyItem
    from tongxin.records.models import Record

    team = big.team + big.sections // 2 * data.A_SECTION
    item = DutyItem.objects.filter(unit=team, due_date=data.TODAY - data.timedelta(days=3)).first()
    record = Record.objects.filter(unit=team).order_by("-held_at").first()
    assert item
    assert record
    return {"team": team, "item": item.id, "record": record.id, "person": big.person + team - big.team}


def _timed(client: Client, url: str) -> float:
    start = time.perf_counter()
    client.get(url)
    return time.perf_counter() - start


def _p95(values: list[float]) -> float:
    return sorted(values)[int(len(values) * 0.95)]
