"""Which reports a viewer may see, and what one looks like."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from tongxin.access.queries import valid_on
from tongxin.adoption.queries import report_specs
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import NotFound
from tongxin.kernel.periods import Period, period_of, periods
from tongxin.orgs.models import Link, Unit
from tongxin.orgs.queries import within
from tongxin.regimes.schema.report import ReportSpec
from tongxin.reports import rules
from tongxin.reports.models import Report


def reports_seen_by(viewer: Actor) -> QuerySet[Report]:
    return Report.objects.filter(within(viewer.scope("report_view")), company=viewer.company_id)


def get_report(report_id: int, *, viewer: Actor) -> Report:
    report = reports_seen_by(viewer).select_related("unit", "filed_by").filter(id=report_id).first()
    if report is None:
        raise NotFound("没有找到这份报告")
    return report


def spec_of(report: Report, *, on: date) -> ReportSpec:
    found = report_specs(report.unit, on=on).get(report.kind)
    if found is None:
        raise NotFound("这种报告的制度已经停用，不能再起草")
    return found[0]


def units_reported(unit: Unit, *, on: date) -> frozenset[int]:
    """The unit, all below it, the units linked to those, and all below these."""
    own = list(Unit.objects.filter(company=unit.company_id, path__startswith=unit.path))
    ids = [one.id for one in own]
    links = Link.objects.filter(valid_on(on), Q(left__in=ids) | Q(right__in=ids)).select_related(
        "left", "right"
    )
    ends = [end for link in links for end in (link.left, link.right) if end.id not in set(ids)]
    below = Q(id__in=[])
    for end in ends:
        below |= Q(path__startswith=end.path)
    return frozenset(ids) | frozenset(
        Unit.objects.filter(below, company=unit.company_id).values_list("id", flat=True)
    )


@dataclass(frozen=True, slots=True)
class Wanted:
    """A report that this person may draft: not begun, or begun and not filed."""

    kind: str
    title: str
    unit_id: int
    unit_name: str
    period: str
    period_name: str
    report_id: int | None


@dataclass(frozen=True, slots=True)
class ReportRow:
    id: int
    title: str
    unit_name: str
    drafted_at: datetime
    filed_at: datetime | None
    filed_by: str


@dataclass(frozen=True, slots=True)
class ReportList:
    wanted: list[Wanted]
    rows: list[ReportRow]


PAGE = 50


def view_reports(*, viewer: Actor, at: datetime) -> ReportList:
    """What is to be written now, and the newest reports."""
    rows = reports_seen_by(viewer).select_related("unit", "filed_by").order_by("-drafted_at", "-id")[:PAGE]
    return ReportList(_wanted(viewer, at), [_row(report) for report in rows])


def _row(report: Report) -> ReportRow:
    by = report.filed_by.name if report.filed_by else ""
    return ReportRow(report.id, report.title, report.unit.name, report.drafted_at, report.filed_at, by)


def _wanted(viewer: Actor, at: datetime) -> list[Wanted]:
    day = timezone.localdate(at)
    held = {(post.post, post.unit_id) for post in viewer.posts}
    units = Unit.objects.filter(id__in={unit_id for _, unit_id in held})
    asked = [
        (unit, spec, period)
        for unit in units
        for spec, _ in report_specs(unit, on=day).values()
        if any((post, unit.id) in held for post in spec.written_by)
        for period in recent_periods(spec, day)
    ]
    begun = {
        (report.unit_id, report.kind, report.period): report
        for report in reports_seen_by(viewer).filter(unit__in=[unit.id for unit, _, _ in asked])
    }
    wanted = []
    for unit, spec, period in asked:
        report = begun.get((unit.id, spec.key, period.key))
        if report is None or report.filed_at is None:
            name = rules.period_name(period)
            number = report.id if report else None
            wanted.append(Wanted(spec.key, spec.title, unit.id, unit.name, period.key, name, number))
    return wanted


def recent_periods(spec: ReportSpec, day: date) -> list[Period]:
    """The period that runs now, and the one before it."""
    now = period_of(spec.every, day)
    before = period_of(spec.every, now.start - timedelta(days=1))
    return [now, before]


@dataclass(frozen=True, slots=True)
class Section:
    key: str
    title: str
    lines: list[dict[str, Any]]
    own_words: bool
    hint: str
    words: str
    required: bool = False


@dataclass(frozen=True, slots=True)
class ReportView:
    id: int
    title: str
    unit_name: str
    period_name: str
    sections: list[Section]
    drafted_at: datetime
    filed_at: datetime | None
    filed_by: str
    revision: int
    may_write: bool
    too_early: str


def view_report(report_id: int, *, viewer: Actor, at: datetime) -> ReportView:
    report = get_report(report_id, viewer=viewer)
    period = period_by_key(report.period)
    sections = [
        Section(
            key=part["key"],
            title=part["title"],
            lines=part["lines"],
            own_words=part["own_words"],
            hint=part["hint"],
            words=report.own_words.get(part["key"], ""),
            required=part["required"],
        )
        for part in report.sections
    ]
    writes = viewer.may_in("report_write", unit_id=report.unit_id, path=report.unit.path)
    return ReportView(
        id=report.id,
        title=report.title,
        unit_name=report.unit.name,
        period_name=rules.period_name(period),
        sections=sections,
        drafted_at=report.drafted_at,
        filed_at=report.filed_at,
        filed_by=report.filed_by.name if report.filed_by else "",
        revision=report.revision,
        may_write=writes and report.filed_at is None,
        too_early=rules.too_early(period, timezone.localdate(at)),
    )


@dataclass(frozen=True, slots=True)
class ReportLink:
    id: int
    period_name: str


@dataclass(frozen=True, slots=True)
class ReportedBelow:
    """What one unit filed lately, the newest first, and what its author wrote in that one."""

    unit_name: str
    reports: list[ReportLink]
    words: list[str]


LATELY = timedelta(days=31)


def reports_below(unit_id: int, *, viewer: Actor, at: datetime) -> list[ReportedBelow]:
    """What the units of one, and those linked to them, filed in the month before `at`: for a meeting about it."""
    unit = Unit.objects.filter(id=unit_id, company=viewer.company_id).first()
    if unit is None:
        return []
    below = units_reported(unit, on=timezone.localdate(at)) - {unit.id}
    filed = reports_seen_by(viewer).filter(unit__in=below, filed_at__gt=at - LATELY, filed_at__lte=at)
    by_unit: dict[int, list[Report]] = defaultdict(list)
    for report in filed.select_related("unit").order_by("unit", "-filed_at", "-id"):
        by_unit[report.unit_id].append(report)
    return [
        ReportedBelow(rows[0].unit.name, [_link(row) for row in rows], _own_words(rows[0]))
        for rows in by_unit.values()
    ]


def _link(report: Report) -> ReportLink:
    return ReportLink(report.id, rules.period_name(period_by_key(report.period)))


def _own_words(report: Report) -> list[str]:
    written = ((part["title"], report.own_words.get(part["key"], "").strip()) for part in report.sections)
    return [f"{title}：{words}" for title, words in written if words]


def unwritten(report: Report) -> str:
    own = (part for part in report.sections if part["required"])
    return rules.unwritten({part["title"]: report.own_words.get(part["key"], "") for part in own})


def period_by_key(key: str) -> Period:
    """The period that `key` names: 2026-M11, 2026-W47, 2026-Q4, 2026."""
    year, part = key[:4], key[5:6]
    every = {"M": "month", "W": "week", "Q": "quarter", "": "year"}[part]
    first = date(int(year) - 1, 12, 1)
    found = (one for one in periods(every, since=first, until=date(int(year) + 1, 2, 1)) if one.key == key)
    period = next(found, None)
    if period is None:
        raise NotFound("没有这个期间")
    return period
