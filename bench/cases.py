"""Lists and details at a million cases, against the same pages at ten thousand."""

import os
import time
from typing import Any

from bench import data, pages
from tongxin.cases.models import Case, Deed, Part

TEAMS = int(os.environ.get("TONGXIN_BENCH_CASE_TEAMS", "2400"))
CASES = int(os.environ.get("TONGXIN_BENCH_CASES", "1000000"))
FEW = 10_000
MOST_QUERIES = 12
KIND = "hazard"
PAGES = (
    ("cases of a branch", "branch_secretary", "/cases"),
    ("cases of a branch, overdue", "branch_secretary", "/cases?standing=overdue"),
    ("cases of a branch, ended", "branch_secretary", "/cases?standing=ended"),
    ("cases of the company", "committee_secretary", "/cases"),
    ("my cases, instructor", "political_instructor", "/cases?standing=mine"),
    ("a case", "branch_secretary", "/cases/{case}"),
)


def run(report: Any) -> None:
    pages.serve()
    few = _company("一万件", FEW)
    small = {page: pages.measure(few, *page, places=_places(few)) for page in PAGES}
    many = _company("一百万件", CASES)
    for page in PAGES:
        found = pages.measure(many, *page, places=_places(many))
        report.value(f"{page[0]}: queries", found.queries, "", limit=MOST_QUERIES)
        at_this_pace = small[page].seconds * found.pace / small[page].pace
        report.line(f"{page[0]}: p95", found.seconds, base=at_this_pace, base_name="10,000 cases", limit=3)


def _company(name: str, cases: int) -> data.Big:
    start = time.perf_counter()
    big = data.make_company(f"办事测速 {name}", teams=TEAMS, people=TEAMS * 8)
    adoption = data.adopt(big.root, "kq-safety")
    _add(big, adoption, cases)
    print(f"  {name}: {cases} cases in {time.perf_counter() - start:.0f} s", flush=True)
    return big


def _add(big: data.Big, adoption: int, cases: int) -> None:
    """Over two years, one of fifty still open, a quarter of these overdue; each told by a worker of the team."""
    opened = f"timestamptz '{data.NOW}' - g.n % 730 * interval '1 day'"
    running = "g.n % 50 = 0"
    data.insert(
        Case,
        {
            "key": "gen_random_uuid()", "company_id": str(big.company_id), "unit_id": f"{big.team} + g.n % {big.teams}",
            "kind": f"'{KIND}'", "adoption_id": str(adoption), "title": "'三号皮带机头护罩松动 ' || g.n", "level": "'C1'",
            "state": f"CASE WHEN {running} THEN 'reported' ELSE 'closed' END", "state_since": opened,
            "opened_at": opened, "opened_by_id": f"{big.person} + g.n % {big.teams}",
            "due_at": f"CASE WHEN {running} THEN timestamptz '{data.NOW}' + (g.n % 4 - 1) * interval '1 day' END",
            "ended_at": f"CASE WHEN {running} THEN NULL ELSE {opened} + interval '3 days' END",
        },
        f"generate_series(1, {cases}) AS g(n)",
    )  # fmt: skip
    mine = f"cases_case c WHERE c.company_id = {big.company_id}"
    data.insert(Part, {"case_id": "c.id", "role": "'opener'", "person_id": "c.opened_by_id"}, mine)
    data.insert(
        Deed,
        {
            "case_id": "c.id", "number": "1", "title": "'提出'", "target": "'reported'", "by_id": "c.opened_by_id",
            "happened_at": "c.opened_at", "written_at": "c.opened_at", "edition": "'kq-safety@1.0'",
        },
        mine,
    )  # fmt: skip
    data.analyse()


def _places(big: data.Big) -> dict[str, int]:
    team = big.team + big.sections // 2 * data.A_SECTION
    case = Case.objects.filter(unit=team).order_by("-opened_at", "-id").first()
    assert case
    return {"case": case.id}
