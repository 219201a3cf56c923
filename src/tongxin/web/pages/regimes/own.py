"""A company's own pack: written as text, checked, kept, and then tried out and adopted like any other."""

from typing import cast

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from tongxin import clock
from tongxin.adoption import commands
from tongxin.adoption.queries import pages
from tongxin.facts.commands import answer_fact
from tongxin.kernel.errors import Invalid, Refused
from tongxin.regimes.faults import Problem
from tongxin.regimes.lines import located_in
from tongxin.regimes.load import LONGEST, PackError, parse_pack
from tongxin.web.request import PageRequest
from tongxin.web.routes import route

LARGEST = 1_000_000  # bytes of a file; LONGEST counts its characters
EXAMPLE = """\
meta:
  key: my-team-talks
  version: "1.0"
  title: 班组谈心
  summary: 每个班组每月开一次谈心会。
  effective_from: 2026-01-01
  adopted_at: [section, branch]
duties:
  - key: team_talk_monthly
    title: 班组谈心会每月一次
    basis: {document: 综采一区班组管理办法, clause: 第三条}
    strength: practice
    owed_by: {post: team_leader, unit: team}
    every: month
    grace_days: 5
    minutes: 30
    met_by:
      - {record: team_talk}
records:
  - key: team_talk
    title: 班组谈心会
    basis: {document: 综采一区班组管理办法, clause: 第三条}
    held_at: [team]
    written_by: [team_leader, political_instructor]
    expected: everybody
    steps: [roll_call, fields, measures]
    fields:
      - {key: asked, title: 大家提出了什么, type: steps, required: true}
"""


@route("regime_adopt", model="adoption.PackVersion", level="C0", methods=("GET", "POST"))
def page(request: PageRequest) -> HttpResponse:
    text = EXAMPLE
    problems: list[Problem] = []
    refused: Refused | None = None
    if request.method == "POST":
        try:
            text = _written(request)
            return _keep(request, text)
        except PackError as error:
            problems = located_in(text, error.problems)
        except Refused as error:
            refused = error
    found = refused.details.get("problems", []) if refused else []
    context = {
        "text": text[:LONGEST],
        "problems": problems or located_in(text, cast("list[Problem]", found)),
        "refused": refused,
        "own": pages.own_packs(viewer=request.actor),
    }
    return render(request, "regimes/own.html", context, status=422 if problems or refused else 200)


def _written(request: PageRequest) -> str:
    """What was pasted, or the file that was brought instead; judged by its content, not by its name."""
    file = request.FILES.get("file")
    if file is None:
        return str(request.POST.get("text", ""))
    if (file.size or 0) > LARGEST:
        raise Invalid(f"“{file.name}”太大，不是一份制度。最大 {LARGEST // 1000} KB")
    content = file.read()
    if content.startswith(b"PK"):
        raise Invalid(f"“{file.name}”是压缩包或 Word、Excel 文件。请把制度写成一个 YAML 文本文件再传")
    try:
        text: str = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Invalid(f"“{file.name}”不是 UTF-8 编码的文本文件。用记事本打开，另存为 UTF-8 再传") from None
    if "\0" in text:
        raise Invalid(f"“{file.name}”不是文本文件")
    return text.replace("\r\n", "\n")


def _keep(request: PageRequest, text: str) -> HttpResponse:
    at = clock.read()
    kept = commands.keep_own_pack(parse_pack(text), by=request.actor, at=at)
    answer_fact(kept.fact, at=at)
    messages.success(request, "写得对，已保存。先试算，再决定采用")
    return redirect("regime_simulate", kept.pack)
