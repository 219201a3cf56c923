"""What is held on me: all of it, from every engine's own list."""

import json
from dataclasses import replace
from io import BytesIO

import xlsxwriter
from django.http import HttpResponse
from django.shortcuts import render

from tongxin import clock
from tongxin.access import held as access
from tongxin.access.queries import journal
from tongxin.cases import held as cases
from tongxin.duties import held as duties
from tongxin.facts import held as facts
from tongxin.files import held as files
from tongxin.kernel.errors import NotFound
from tongxin.kernel.held import Holding
from tongxin.orgs import held as orgs
from tongxin.records import held as records
from tongxin.records.terminal.queries import signed_for
from tongxin.reports import held as reports
from tongxin.sync import held as sync
from tongxin.web.request import PageRequest
from tongxin.web.routes import route

HOLDINGS: tuple[Holding, ...] = (
    *orgs.HELD,
    *records.HELD,
    *duties.HELD,
    *cases.HELD,
    *reports.HELD,
    *sync.HELD,
    *files.HELD,
    *access.HELD,
    *facts.HELD,
    replace(
        facts.ABOUT,
        ways=(
            *facts.ABOUT.ways,
            *orgs.ABOUT,
            *records.ABOUT,
            *duties.ABOUT,
            *cases.ABOUT,
            *access.ABOUT,
            *sync.ABOUT,
        ),
    ),
)
SHOWN = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHEET_NAME = 31


@route("self", model="orgs.Person", level="C2")
def mine(request: PageRequest) -> HttpResponse:
    person_id = _me(request)
    counted = access.count_held(HOLDINGS, person_id)
    context = {
        "held": [one for one in counted if one.rows],
        "empty": [one.holding for one in counted if not one.rows],
        "changes": journal.done_by_others(person_id, since=clock.read() - journal.LATELY),
        "signed_for": signed_for(request.actor, since=clock.read() - journal.LATELY),
    }
    return render(request, "me/mine.html", context)


def _me(request: PageRequest) -> int:
    person_id = request.actor.person_id
    if person_id is None:
        raise NotFound("没有找到这一页")
    return person_id


@route("self", model="orgs.Person", level="C2")
def one_holding(request: PageRequest, model: str) -> HttpResponse:
    holding = next((holding for holding in HOLDINGS if holding.key == model), None)
    if holding is None:
        raise NotFound("没有找到这一页")
    rows = access.read_held(holding, _me(request), most=SHOWN + 1)
    context = {"holding": holding, "rows": rows[:SHOWN], "more": len(rows) > SHOWN, "shown": SHOWN}
    return render(request, "me/holding.html", context)


@route("self", model="orgs.Person", level="C2")
def download_json(request: PageRequest) -> HttpResponse:
    person_id = _me(request)
    whole = {
        holding.title: {
            "来源": holding.source,
            "看得到的人": holding.readers,
            "什么时候删": str(holding.ends),
            "内容": access.read_held(holding, person_id),
        }
        for holding in HOLDINGS
    }
    text = json.dumps(whole, ensure_ascii=False, indent=2)
    return _file(text.encode(), "application/json", "my-information.json")


@route("self", model="orgs.Person", level="C2")
def download_xlsx(request: PageRequest) -> HttpResponse:
    person_id, kept = _me(request), BytesIO()
    with xlsxwriter.Workbook(kept, {"in_memory": True, "strings_to_formulas": False}) as book:
        bold = book.add_format({"bold": True})
        for holding in HOLDINGS:
            sheet = book.add_worksheet(holding.title[:SHEET_NAME])
            sheet.write_string(0, 0, f"{holding.source}。看得到的：{holding.readers}。{holding.ends}。")
            for column, label in enumerate(holding.labels):
                sheet.write_string(1, column, label, bold)
            for line, row in enumerate(access.read_held(holding, person_id), start=2):
                for column, words in enumerate(row.values()):
                    sheet.write_string(line, column, words)
    return _file(kept.getvalue(), XLSX, "my-information.xlsx")


def _file(content: bytes, content_type: str, name: str) -> HttpResponse:
    disposition = f'attachment; filename="{name}"'
    return HttpResponse(content, content_type=content_type, headers={"Content-Disposition": disposition})
