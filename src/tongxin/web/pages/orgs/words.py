"""The company's own words for kinds of units and posts."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from tongxin import clock
from tongxin.facts.commands import answer_fact
from tongxin.kernel.errors import Invalid
from tongxin.orgs import commands
from tongxin.orgs.queries.words import view_words
from tongxin.web.request import PageRequest
from tongxin.web.routes import route


@route("org_view", model="orgs.Company", level="C0", methods=("GET", "POST"))
def page(request: PageRequest) -> HttpResponse:
    """POST word-KEY for each; a refusal comes back beside its word."""
    wrong: dict[str, str] = {}
    given = {
        key.removeprefix("word-"): str(said) for key, said in request.POST.items() if key.startswith("word-")
    }
    if request.method == "POST":
        at = clock.read()
        try:
            fact = commands.set_words(given, by=request.actor, at=at)
        except Invalid as error:
            wrong = {**error.fields, "": error.message}
        else:
            answer_fact(fact, at=at)
            messages.success(request, "用语已保存，全公司的页面马上按新的说")
            return redirect("org_words")
    view = view_words(viewer=request.actor)
    context = {"view": view, "wrong": wrong, "given": given, "tab": "words"}
    return render(request, "orgs/words.html", context, status=422 if wrong else 200)
