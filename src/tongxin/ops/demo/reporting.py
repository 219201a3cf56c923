"""Reports of the three months.

The branches' last month is drafted and filed with the commands that people use; the teams' weekly and
monthly ones are hundreds, so their sentences are made from the same records in one go.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, time, timedelta
from functools import partial

from django.utils import timezone

from tongxin.access.queries import actor_of
from tongxin.duties.models import DutyItem
from tongxin.facts.models import Fact
from tongxin.kernel.periods import period_of
from tongxin.ops.demo import texts
from tongxin.ops.demo.history import BY_NAME, PRE_SHIFT, Held, Life
from tongxin.ops.demo.journal import Act
from tongxin.ops.demo.org import Branch
from tongxin.regimes.schema.report import SectionSpec
from tongxin.reports.commands import draft_report, file_report, save_words
from tongxin.reports.models import Report
from tongxin.reports.queries import period_by_key
from tongxin.reports.rules import attendance, title_of

KIND = "branch_monthly"
BY_TEAMS = {"instructor_monthly_report": "instructor_monthly", "team_weekly_report_weekly": "team_weekly"}
FILED = 0.9


def branch_reports(life: Life) -> Iterable[Act]:
    """Every branch but the last filed its report of the month before this one."""
    this_month = period_of("month", life.on)
    month = period_of("month", this_month.start - timedelta(days=1))
    filed_at = min(timezone.make_aware(datetime.combine(this_month.start, time(10))), life.at)
    for branch in life.group.branches[:-1]:
        if life.spec("members_meeting", branch.unit):
            yield filed_at, partial(_file, branch, month.key, filed_at)


def _file(branch: Branch, period: str, at: datetime) -> Fact:
    secretary = actor_of(branch.secretary.id, at=at)
    drafted = draft_report(KIND, unit_id=branch.unit.id, period=period, by=secretary, at=at)
    report = Report.objects.get(id=drafted.report_id)
    [own] = texts.of_trade(branch.enterprise.prefix, "words", texts.WORDS)
    words = {part["key"]: own for part in report.sections if part["required"]}
    save_words(report.id, words, by=secretary, at=at, revision=report.revision)
    return file_report(report.id, by=secretary, at=at)


def file_team_reports(life: Life, held: list[Held]) -> list[Fact]:
    """What instructors and team leaders filed; about one in ten is missing. Gives the facts, not written yet."""
    owed = DutyItem.objects.filter(
        company=life.group.company, duty__in=BY_TEAMS, ends_date__lt=life.on
    ).select_related("unit")
    items = [item for item in owed.order_by(*BY_NAME) if life.random.random() < FILED and life.holder(item)]
    of_team: dict[int, list[Held]] = defaultdict(list)
    for one in held:
        of_team[one.unit.id].append(one)
    reports = [_report(life, item, of_team[item.unit_id]) for item in items]
    Report.objects.bulk_create(reports, batch_size=500)
    return [_fact(report) for report in reports]


def _fact(report: Report) -> Fact:
    """As filing a report tells it."""
    owner, filed_at = report.filed_by, report.drafted_at  # both happened in one sitting
    return Fact(
        kind="report.filed",
        subject_type="report",
        subject_id=report.id,
        company_id=report.company_id,
        unit_id=report.unit_id,
        by_id=owner.id if owner else None,
        by_name=owner.name if owner else "",
        happened_at=filed_at,
        recorded_at=filed_at,
        data={"kind": report.kind, "unit_id": report.unit_id, "period": report.period},
    )


def _report(life: Life, item: DutyItem, held: list[Held]) -> Report:
    kind, owner = BY_TEAMS[item.duty], life.holder(item)
    spec = life.report(kind, item.unit)
    period = period_by_key(item.period)
    within = [one for one in held if period.start <= timezone.localdate(one.held_at) < period.end]
    filed_at = timezone.make_aware(datetime.combine(period.end, time(9)))
    [own] = texts.of_trade(life.trade(item.unit), "words", texts.WORDS)
    return Report(
        company=life.group.company,
        unit=item.unit,
        kind=kind,
        period=item.period,
        title=title_of(item.unit.name, period, spec.title),
        sections=[_section(section, within) for section in spec.sections],
        own_words={
            section.key: own for section in spec.sections if section.own_words and not section.figures
        },
        drafted_at=filed_at,
        filed_at=filed_at,
        filed_by=owner,
        revision=1,
    )


def _section(section: SectionSpec, held: list[Held]) -> dict[str, object]:
    lines = []
    if "pre_shift" in section.figures:
        count = sum(one.spec.key == PRE_SHIFT for one in held)
        lines.append(f"召开班前会 {count} 次。" if count else "本期没有班前会记录。")
    if "meetings" in section.figures:
        lines += [
            f"{timezone.localdate(one.held_at):%m-%d} {one.spec.title}，到 {len(one.people) - len(one.absent)}/{len(one.people)} 人。"
            for one in held
            if one.shift is None
        ]
    if "attendance" in section.figures:
        expected = sum(len(one.people) for one in held)
        lines.append(f"全部：{attendance(expected, expected - sum(len(one.absent) for one in held))}")
    return {
        "key": section.key,
        "title": section.title,
        "hint": section.hint,
        "own_words": section.own_words,
        "required": section.own_words and not section.figures,
        "lines": [{"text": text, "refs": []} for text in lines],
    }
