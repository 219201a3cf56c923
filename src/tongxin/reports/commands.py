"""Draft a report from facts, take the author's own words, file it."""

from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from tongxin.adoption.queries import report_specs
from tongxin.facts import commands as facts
from tongxin.facts.models import Fact
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import Invalid, NotAllowed, NotFound, Refused
from tongxin.kernel.periods import Period
from tongxin.orgs.models import Unit
from tongxin.orgs.queries import within
from tongxin.regimes.schema.report import ReportSpec
from tongxin.reports import queries, rules
from tongxin.reports.figures import FIGURES, Frame
from tongxin.reports.models import Report

LONGEST_WORDS = 3000


@dataclass(frozen=True, slots=True)
class Drafted:
    fact: Fact
    report_id: int


@transaction.atomic
def draft_report(kind: str, *, unit_id: int, period: str, by: Actor, at: datetime) -> Drafted:
    """Draft, or draft again from today's facts; the author's words stay. A filed one is refused."""
    unit = Unit.objects.filter(
        within(by.scope("report_write"), ""), id=unit_id, company=by.company_id
    ).first()
    if unit is None:
        raise NotFound("没有找到这个单位")
    spec = _spec(unit, kind, by, at)
    span = queries.period_by_key(period)
    report = Report.objects.filter(unit=unit, kind=kind, period=period).first()
    if report is None:
        report = _begin(unit, spec, span, at)
    elif report.filed_at is not None:
        raise Refused("这份报告已经归档，不能重新起草")
    Report.objects.filter(id=report.id, filed_at=None).update(
        sections=_sections(spec, unit, span, by, at), drafted_at=at
    )
    fact = facts.record(
        "report.drafted", subject=("report", report.id), by=by, at=at, unit_id=unit.id, data={"kind": kind}
    )
    return Drafted(fact, report.id)


def _spec(unit: Unit, kind: str, by: Actor, at: datetime) -> ReportSpec:
    found = report_specs(unit, on=timezone.localdate(at)).get(kind)
    if found is None:
        raise NotFound("这个单位没有采用这种报告")
    held = {post.post for post in by.posts if post.unit_id == unit.id}
    if not held & set(found[0].written_by):
        raise NotAllowed("这份报告由别的岗位写，您没有这个岗位")
    return found[0]


def _begin(unit: Unit, spec: ReportSpec, period: Period, at: datetime) -> Report:
    try:
        with transaction.atomic():
            return Report.objects.create(
                company_id=unit.company_id,
                unit=unit,
                kind=spec.key,
                period=period.key,
                title=rules.title_of(unit.name, period, spec.title),
                drafted_at=at,
            )
    except IntegrityError:  # somebody began it at the same moment: theirs is as good
        return Report.objects.get(unit=unit, kind=spec.key, period=period.key)


def _sections(
    spec: ReportSpec, unit: Unit, period: Period, by: Actor, at: datetime
) -> list[dict[str, object]]:
    units = queries.units_reported(unit, on=timezone.localdate(at))
    frame = Frame(viewer=by, units=units, period=period, at=at)
    return [
        {
            "key": section.key,
            "title": section.title,
            "hint": section.hint,
            "own_words": section.own_words,
            # Where facts already speak, own words are welcome; where they do not, the part is empty without.
            "required": section.own_words and not section.figures,
            "lines": [asdict(line) for name in section.figures for line in FIGURES[name](frame)],
        }
        for section in spec.sections
    ]


@transaction.atomic
def save_words(report_id: int, words: dict[str, str], *, by: Actor, at: datetime, revision: int) -> int:
    """Keep the author's own words; gives the new revision. Two authors find out about each other."""
    report = _writable(report_id, by)
    known = {part["key"]: part["title"] for part in report.sections if part["own_words"]}
    kept = {key: text.replace("\r\n", "\n").strip() for key, text in words.items() if key in known}
    long = {
        key: f"“{known[key]}”最多 {LONGEST_WORDS} 字"
        for key, text in kept.items()
        if len(text) > LONGEST_WORDS
    }
    if long:
        raise Invalid("写得太长，没有保存", fields=long)
    saved = Report.objects.filter(id=report.id, revision=revision, filed_at=None).update(
        own_words={**report.own_words, **kept}, revision=revision + 1
    )
    if not saved:
        raise Refused("这份报告刚刚被别人改过，您写的还在这一页上。请复制下来，刷新后再写")
    return revision + 1


@transaction.atomic
def file_report(report_id: int, *, by: Actor, at: datetime) -> Fact:
    """Keep the report as it is from now on; what is missing is refused in a sentence."""
    report = _writable(report_id, by)
    period = queries.period_by_key(report.period)
    if reason := rules.too_early(period, timezone.localdate(at)) or queries.unwritten(report):
        raise Refused(reason)
    filed = Report.objects.filter(id=report.id, filed_at=None).update(filed_at=at, filed_by=by.person_id)
    if not filed:
        raise Refused("这份报告刚刚已由别人归档")
    return facts.record(
        "report.filed",
        subject=("report", report.id),
        by=by,
        at=at,
        unit_id=report.unit_id,
        data={"kind": report.kind, "unit_id": report.unit_id, "period": report.period},
    )


def _writable(report_id: int, by: Actor) -> Report:
    report = queries.get_report(report_id, viewer=by)
    if not by.may_in("report_write", unit_id=report.unit_id, path=report.unit.path):
        raise NotAllowed("您可以看这份报告，但不能写")
    if report.filed_at is not None:
        raise Refused("这份报告已经归档，不能再改")
    return report
