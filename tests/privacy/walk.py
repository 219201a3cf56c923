"""A support file, and a request to the committee, with a canary in every field that is sealed, and everybody who
must not find it."""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db import connection
from django.http import HttpResponse
from django.http.response import HttpResponseBase

from tests.cases.care import Care, act, make_care
from tests.clock import NOW
from tests.factories import adopt, appoint, make_administrator, make_person
from tests.world import make_mine
from tongxin.cases.commands import Making, Opened, Opening, move_by_code, move_case, open_case
from tongxin.cases.models import Case
from tongxin.kernel.actor import NOBODY
from tongxin.orgs.models import Person
from tongxin.regimes.load import library
from tongxin.regimes.schema.case import TEXTS, CaseSpec

CANARY = "canary"


def canary(key: str) -> str:
    """No two alike, and nothing that could stand in a page by chance."""
    return f"{CANARY}{key.replace('_', '')}7q4z"


def sealed_kinds() -> list[CaseSpec]:
    return [
        case for pack in library(settings.PACKS_DIR).values() for case in pack.cases if case.level == "C3"
    ]


def sealed_keys(spec: CaseSpec) -> set[str]:
    return {key for key, field in spec.fields.items() if field.level == "C3"}


def closed_kinds() -> list[CaseSpec]:
    """Those of which some cases are of level C3, by a choice of the opener."""
    packs = library(settings.PACKS_DIR).values()
    return [case for pack in packs for case in pack.cases if _closed(case)]


def _closed(case: CaseSpec) -> bool:
    return case.level != "C3" and case.addressed is not None and bool(case.addressed.closed)


def free_keys(spec: CaseSpec) -> set[str]:
    return {key for key, field in spec.fields.items() if field.type in TEXTS}


@dataclass(frozen=True)
class Brought:
    """Two requests to the committee, one of them without a name. `named` may open their texts, and nobody else
    but whoever has the code."""

    case: Case
    nameless: Case
    code: str
    named: dict[str, Person]


@dataclass(frozen=True)
class Walked:
    """`named` may open texts of the file; `others` never any."""

    care: Care
    case: Case
    application: Case
    brought: Brought
    named: dict[str, Person]
    others: dict[str, Person]


def walk() -> Walked:
    """All kinds, through every step that takes a sealed text."""
    mine = make_mine()
    care = make_care(mine)
    brought = _brought(care)
    c = canary
    application = _application(care)
    case = care.open(need=c("need"))
    care.plan(case, plan=c("plan"))
    care.make(case, "talk", care.helper, asked=c("asked"), agreed=c("agreed"))
    care.make(case, "state_own", mine.worker, said=c("said"))
    care.make(case, "ask_correction", mine.worker, wrong=c("wrong"))
    care.make(case, "answer_correction", care.helper, corrected="kept", answer=c("answer"))
    care.make(case, "object", mine.worker, decider=[mine.secretary.id], objection=c("objection"))
    care.make(case, "uphold", mine.secretary, reason=c("reason"))
    care.make(case, "appeal", mine.worker, appealed=[care.chair.id], appeal=c("appeal"))
    care.make(case, "uphold_again", care.chair, reason=c("reason"))
    care.make(case, "close", care.helper, result="eased", outcome=c("outcome"))
    named = {
        "subject": mine.worker, "helper": care.helper, "opener": mine.instructor, "decider": mine.secretary,
        "appealed": care.chair,
    }  # fmt: skip
    return Walked(care, Case.objects.get(id=case.id), application, brought, named, _others(care))


def _brought(care: Care) -> Brought:
    mine = care.mine
    adopt(mine.root, "workers-voice")
    deputy = make_person(mine.company, mine.committee, mine.root, name="高志强", party="full")
    appoint(deputy, "committee_deputy", mine.committee)
    next_owner = make_person(mine.company, mine.committee, mine.root, name="韩梅", party="full")
    opener = make_person(mine.company, mine.team, name="石磊")
    named = {"opener": opener, "owner": next_owner}
    cases = []
    for anonymous in (False, True):
        given = {"addressed_to": "committee", "about": "pay", "what": canary("what")}
        opening = Opening("request", mine.team.id, given, anonymous=anonymous)
        opened = open_case(opening, by=act(opener), at=NOW)
        _answered(opened, opener, deputy, next_owner)
        cases.append(opened)
    rows = [Case.objects.get(id=opened.case_id) for opened in cases]
    return Brought(rows[0], rows[1], cases[1].code, named)


def _answered(opened: Opened, opener: Person, deputy: Person, next_owner: Person) -> None:
    def asks(move: str, key: str) -> None:
        making = Making(move, {key: canary(key)}, code=opened.code)
        if opened.code:
            move_by_code(making, by=NOBODY, at=NOW)
        else:
            move_case(opened.case_id, making, by=act(opener), at=NOW)

    def does(move: str, key: str, by: Person, **given: object) -> None:
        move_case(opened.case_id, Making(move, {key: canary(key), **given}), by=act(by), at=NOW)

    asks("add", "more")
    does("tell", "progress", deputy)
    does("ask", "question", deputy)
    does("pass_on", "why_passed", deputy, next_owner=[next_owner.id])
    does("answer", "answer", next_owner, outcome="done")
    asks("not_satisfied", "still")


def _application(care: Care) -> Case:
    mine = care.mine
    applicant = Person.objects.get(name="刘强")
    given = {"needs": ["sudden"], "whom": "instructor", "need": canary("need")}
    opened = open_case(Opening("help_application", mine.team.id, given), by=act(applicant), at=NOW)
    move_case(
        opened.case_id, Making("answer_only", {"answer": canary("answer")}), by=act(mine.instructor), at=NOW
    )
    return Case.objects.get(id=opened.case_id)


def _others(care: Care) -> dict[str, Person]:
    mine = care.mine
    office = make_person(mine.company, mine.committee, mine.root, name="李敏", party="full")
    appoint(office, "party_office", mine.committee)
    head = make_person(mine.company, mine.committee, mine.root, name="吴书记", party="full")
    appoint(head, "committee_secretary", mine.committee)
    safety = make_person(mine.company, mine.root, name="钱安监")
    appoint(safety, "safety_office", mine.root)
    colleague = make_person(mine.company, mine.team, name="董平")
    keepers = {kind: make_person(mine.company, name=f"{kind}员") for kind in ("system", "security", "audit")}
    for kind, person in keepers.items():
        make_administrator(person, kind)
    return {
        "leader": mine.leader, "organiser": mine.organiser, "chief": mine.chief, "other_leader": mine.other_leader,
        "office": office, "head": head, "safety": safety, "colleague": colleague, **keepers,
    }  # fmt: skip


def texts_of(response: HttpResponseBase) -> str:
    """Everything that went out: headers, body, and what lies packed inside."""
    content = response.getvalue() if hasattr(response, "getvalue") else b"".join(response)  # type: ignore[attr-defined]
    found = f"{response.headers}{content.decode(errors='replace')}"
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            found += "".join(packed.read(name).decode(errors="replace") for name in packed.namelist())
    return found


def plain(response: HttpResponse) -> str:
    """The page without the number in its own address."""
    return re.sub(r"(?<=/)\d+\b", "ID", response.content.decode())


def rows() -> Iterator[tuple[str, str, str]]:
    """Every value of every table: table, column, value."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            names = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                yield from ((table, name, str(value)) for name, value in zip(names, row, strict=True))
