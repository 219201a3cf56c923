"""Reports of the three months.

The branches' last month is drafted and filed with the commands that people use; the teams' weekly and
monthly ones are hundreds, so their sentences are made from the same records in one go.
"""

from collections import defaultdict
from datetime import datetime, time, timedelta

from django.utils import timezone

from tongxin.access.queries import actor_of
from tongxin.adoption.queries import report_specs
from tongxin.duties.commands import meet_items
from tongxin.duties.models import DutyItem, DutyMet
from tongxin.duties.rules import Deed
from tongxin.kernel.periods import period_of
from tongxin.ops.demo.history import BY_NAME, PRE_SHIFT, Held, Life
from tongxin.ops.demo.org import Branch
from tongxin.ops.demo.writing import set_met
from tongxin.regimes.schema.report import SectionSpec
from tongxin.reports.commands import draft_report, file_report, save_words
from tongxin.reports.models import Report
from tongxin.reports.queries import period_by_key
from tongxin.reports.rules import attendance, title_of

KIND = "branch_monthly"
BY_TEAMS = {"instructor_monthly_report": "instructor_monthly", "team_weekly_report_weekly": "team_weekly"}
FILED = 0.9
WORDS = "抓好顶板和冬季三防；两名新工人签好师徒协议；没有办完的两件事，责任人和时间已经定了。"


def file_reports(life: Life) -> None:
    """Every branch but the last filed its report of the month before this one."""
    this_month = period_of("month", life.on)
    month = period_of("month", this_month.start - timedelta(days=1))
    filed_at = timezone.make_aware(datetime.combine(this_month.start, time(10)))
    for branch in life.group.branches[:-1]:
        if life.spec("members_meeting", branch.unit):
            _file(life, branch, month.key, min(filed_at, life.at))


def _file(life: Life, branch: Branch, period: str, at: datetime) -> None:
    secretary = actor_of(branch.secretary.id, at=at)
    drafted = draft_report(KIND, unit_id=branch.unit.id, period=period, by=secretary, at=at)
    report = Report.objects.get(id=drafted.report_id)
    words = {part["key"]: WORDS for part in report.sections if part["required"]}
    save_words(report.id, words, by=secretary, at=at, revision=report.revision)
    fact = file_report(report.id, by=secretary, at=at)
    meet_items(
        Deed(
            source="report",
            id=report.id,
            kind=KIND,
            unit_id=branch.unit.id,
            happened_at=fact.happened_at,
            heard_at=fact.recorded_at,
            period=period,
            chair_id=branch.secretary.id,
        ),
        at=at,
    )


def file_team_reports(life: Life, held: list[Held]) -> None:
    """What instructors and team leaders filed; about one in ten is missing."""
    owed = DutyItem.objects.filter(
        company=life.group.company, duty__in=BY_TEAMS, ends_date__lt=life.on
    ).select_related("unit")
    items = [item for item in owed.order_by(*BY_NAME) if life.random.random() < FILED and life.holder(item)]
    of_team: dict[int, list[Held]] = defaultdict(list)
    for one in held:
        of_team[one.unit.id].append(one)
    reports = [_report(life, item, of_team[item.unit_id]) for item in items]
    Report.objects.bulk_create(reports, batch_size=500)
    _meet_bulk(items, reports)


def _report(life: Life, item: DutyItem, held: list[Held]) -> Report:
    kind, owner = BY_TEAMS[item.duty], life.holder(item)
    spec = report_specs(item.unit, on=life.on)[kind][0]
    period = period_by_key(item.period)
    within = [one for one in held if period.start <= timezone.localdate(one.held_at) < period.end]
    filed_at = timezone.make_aware(datetime.combine(period.end, time(9)))
    return Report(
        company=life.group.company,
        unit=item.unit,
        kind=kind,
        period=item.period,
        title=title_of(item.unit.name, period, spec.title),
        sections=[_section(section, within) for section in spec.sections],
        own_words={
            section.key: WORDS for section in spec.sections if section.own_words and not section.figures
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


def _meet_bulk(items: list[DutyItem], reports: list[Report]) -> None:
    met = []
    for item, report in zip(items, reports, strict=True):
        filed_at = report.drafted_at  # both happened in one sitting
        item.met_times, item.met_by, item.met_at, item.met_heard_at = 1, report.filed_by, filed_at, filed_at
        met.append(
            DutyMet(
                item=item,
                source="report",
                record_id=report.id,
                person=report.filed_by,
                happened_at=filed_at,
                heard_at=filed_at,
            )
        )
    DutyMet.objects.bulk_create(met, batch_size=500)
    set_met(items)
