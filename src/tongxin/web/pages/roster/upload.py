"""Choose a roster; what was imported before."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render

from tongxin import clock
from tongxin.facts.commands import answer_fact
from tongxin.orgs.roster import commands, queries
from tongxin.web.request import PageRequest
from tongxin.web.routes import route


class UploadForm(forms.Form):
    """Reads the file and for which unit it is."""

    file = forms.FileField(
        allow_empty_file=True, error_messages={"required": "请先选一个文件，.xlsx 或 .csv"}
    )
    unit = forms.TypedChoiceField(coerce=int, error_messages={"required": "请选给哪个单位导入"})
    complete = forms.BooleanField(required=False)

    def __init__(self, places: list[queries.Place], *args: Any) -> None:
        super().__init__(*args)
        self.fields["unit"].choices = [(place.unit_id, place.name) for place in places]  # type: ignore[attr-defined]


@route("roster_import", model="orgs.RosterImport", level="C2", methods=("GET", "POST"), files=True)
def upload(request: PageRequest) -> HttpResponse:
    view = queries.view_upload(viewer=request.actor)
    form = UploadForm(view.places, *((request.POST, request.FILES) if request.method == "POST" else ()))
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        uploaded = commands.upload(
            file.chunks(),
            file.name,
            unit_id=form.cleaned_data["unit"],
            complete=form.cleaned_data["complete"],
            by=request.actor,
            at=clock.read(),
        )
        if not uploaded.large:
            answer_fact(uploaded.fact, at=clock.read())
        return redirect("roster_import", uploaded.import_id)
    status = 422 if form.is_bound else 200
    return render(request, "roster/upload.html", {"view": view, "form": form}, status=status)
