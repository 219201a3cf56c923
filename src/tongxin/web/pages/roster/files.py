"""The roster as a file, and the empty template."""

from urllib.parse import quote

from django.http import HttpResponse

from tongxin import clock
from tongxin.orgs.roster import export
from tongxin.web.request import PageRequest
from tongxin.web.routes import route

TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


@route("roster_import", model="orgs.RosterImport", level="C1")
def template(request: PageRequest) -> HttpResponse:
    return _file(export.template(), "xlsx", "花名册模板.xlsx")


@route("person_view", model="orgs.Person", level="C2")
def export_xlsx(request: PageRequest) -> HttpResponse:
    return _export(request, "xlsx")


@route("person_view", model="orgs.Person", level="C2")
def export_csv(request: PageRequest) -> HttpResponse:
    return _export(request, "csv")


def _export(request: PageRequest, kind: str) -> HttpResponse:
    made = export.export_roster(kind, by=request.actor, at=clock.read())
    return _file(made, kind, export.file_name(kind, on=clock.today()))


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=TYPES[kind])
    response["Content-Disposition"] = (
        f"attachment; filename=\"roster.{kind}\"; filename*=UTF-8''{quote(name)}"
    )
    return response
