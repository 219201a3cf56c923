"""Addresses: roster."""

from django.urls import URLPattern, URLResolver, path

from tongxin.web.pages.roster.detail import detail, drop, write
from tongxin.web.pages.roster.files import export_csv, export_xlsx, template
from tongxin.web.pages.roster.undo import undo
from tongxin.web.pages.roster.upload import upload

urlpatterns: list[URLPattern | URLResolver] = [
    path("orgs/roster", upload, name="roster"),
    path("orgs/roster/template.xlsx", template, name="roster_template"),
    path("orgs/roster/export.xlsx", export_xlsx, name="roster_xlsx"),
    path("orgs/roster/export.csv", export_csv, name="roster_csv"),
    path("orgs/roster/<int:import_id>", detail, name="roster_import"),
    path("orgs/roster/<int:import_id>/write", write, name="roster_write"),
    path("orgs/roster/<int:import_id>/drop", drop, name="roster_drop"),
    path("orgs/roster/<int:import_id>/undo", undo, name="roster_undo"),
]
