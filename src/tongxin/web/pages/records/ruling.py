"""How the company counts who came and who is elected: shown to everybody, changed by few."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from tongxin import clock
from tongxin.facts.commands import answer_fact
from tongxin.kernel.errors import NotFound
from tongxin.records import commands, queries
from tongxin.web.forms import attempt
from tongxin.web.request import PageRequest
from tongxin.web.routes import route

# Name -> what is asked, where it is written, and the two answers with an example; the usual one first.
QUESTIONS = {
    "strict": (
        "“半数以上”到会，正好一半算不算够",
        "党员大会和支委会这样算；接收和转正一直要超过半数，选举一直要五分之四",
        (
            ("no", "算够", "应到 16 人，到 8 人能开。一般把“以上”算作含本数"),
            ("yes", "不算，要超过半数", "应到 16 人，到 9 人才能开"),
        ),
    ),
    "of_entitled": (
        "选举时赞成票要过谁的半数",
        "选举工作条例讲实到会有选举权的人；有的手册讲应到。请组织部门定",
        (
            ("no", "实到的", "应到 20 人、实到 16 人，9 票当选"),
            ("yes", "应到的", "应到 20 人、实到 16 人，11 票当选"),
        ),
    ),
}


@route("signed_in", model="orgs.Company", level="C0", methods=("GET", "POST"))
def page(request: PageRequest) -> HttpResponse:
    view = queries.view_ruling(viewer=request.actor)
    given = {"strict": "yes" if view.strict else "no", "of_entitled": "yes" if view.of_entitled else "no"}
    wrong, message = {}, ""
    if request.method == "POST":
        if not view.may_edit:
            raise NotFound("没有找到这一页")
        given = {name: request.POST.get(name, "") for name in QUESTIONS}
        wrong = {name: "请选一种" for name, answer in given.items() if answer not in ("yes", "no")}
        if not wrong and not (message := _set(request, given)):
            return redirect("record_ruling")
    context = {"view": view, "questions": _asked(given), "wrong": wrong, "message": message}
    return render(request, "records/ruling.html", context, status=422 if request.method == "POST" else 200)


def _set(request: PageRequest, given: dict[str, str]) -> str:
    """Gives the sentence of a refusal; empty when it is done."""
    at, said = clock.read(), {name: answer == "yes" for name, answer in given.items()}
    tried = attempt(
        lambda: commands.set_ruling(
            strict=said["strict"], of_entitled=said["of_entitled"], by=request.actor, at=at
        )
    )
    if tried.value is None:
        return tried.message
    answer_fact(tried.value, at=at)
    messages.success(request, "改好了。从现在起记完的会这样算，已经记完的不变")
    return ""


def _asked(given: dict[str, str]) -> list[tuple[str, str, str, list[tuple[str, str, str, bool]]]]:
    return [
        (name, title, note, [(key, words, like, given[name] == key) for key, words, like in answers])
        for name, (title, note, answers) in QUESTIONS.items()
    ]
