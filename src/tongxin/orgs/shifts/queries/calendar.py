"""The administrative calendar: the notices that come with the product, then those entered later."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from tongxin.kernel.actor import Actor, Scope
from tongxin.kernel.periods import DAY, Period, periods
from tongxin.kernel.workdays import Calendar, Kind, noticed_days, statutory_days
from tongxin.orgs.models import CalendarDay


@dataclass(frozen=True, slots=True)
class Named:
    """What a notice says of a day; it may be the notice of the year after."""

    kind: str
    name: str
    source: str
    notice_year: int


Notices = dict[int, dict[date, Named]]  # by the year that each is for


@dataclass(frozen=True, slots=True)
class DayCell:
    """A square of the year's calendar."""

    day: date
    kind: Kind
    name: str


@dataclass(frozen=True, slots=True)
class MonthCells:
    """`blanks`: squares before the first, the week beginning on Monday."""

    number: int
    blanks: range
    days: list[DayCell]
    workdays: int


@dataclass(frozen=True, slots=True)
class HolidayLine:
    """One holiday of the year: its days off, and the days at weekends that are worked for it."""

    name: str
    first: date
    last: date
    days: int
    lieu: list[date]


@dataclass(frozen=True, slots=True)
class YearView:
    """`notice`: the holidays in order; `source` is empty where only the law is known."""

    year: int
    provisional: bool
    months: list[MonthCells]
    notice: list[HolidayLine]
    source: str

    @property
    def workdays(self) -> int:
        return sum(month.workdays for month in self.months)


def calendar(company_id: int | None) -> Calendar:
    """By year: what the company entered, else what was entered for all, else what came with the product."""
    return _calendar(_notices(company_id))


def _calendar(notices: Notices) -> Calendar:
    return Calendar({day: said.kind for day, said in _by_day(notices).items()}, notices)


def view_year(year: int, *, company_id: int | None) -> YearView:
    notices = _notices(company_id)
    known = _calendar(notices)
    names = {day: said.name for day, said in _by_day(notices).items()}
    if known.provisional(year):
        names.update(statutory_days(year))
    whole = Period(str(year), date(year, 1, 1), date(year + 1, 1, 1))
    own = notices.get(year, {})
    return YearView(
        year=year,
        provisional=known.provisional(year),
        months=[
            _month(month, known, names) for month in periods("month", since=whole.start, until=whole.end)
        ],
        notice=_holidays(
            [DayCell(day, Kind(said.kind), said.name) for day, said in sorted(own.items())]
            or [DayCell(day, known.kind_of(day), names[day]) for day in sorted(names) if day in whole]
        ),
        source=next((said.source for said in own.values()), ""),
    )


def _holidays(cells: list[DayCell]) -> list[HolidayLine]:
    by_name: dict[str, list[DayCell]] = {}
    for cell in cells:
        by_name.setdefault(cell.name, []).append(cell)
    lines = []
    for name, named in by_name.items():
        lieu = [cell.day for cell in named if cell.kind == Kind.LIEU_WORKDAY]
        off = [cell.day for cell in named if cell.kind != Kind.LIEU_WORKDAY]
        if off:
            lines.append(HolidayLine(name, min(off), max(off), len(off), lieu))
    return sorted(lines, key=lambda line: line.first)


def _month(month: Period, known: Calendar, names: dict[date, str]) -> MonthCells:
    days = [month.start + offset * DAY for offset in range((month.end - month.start).days)]
    return MonthCells(
        number=month.start.month,
        blanks=range(month.start.weekday()),
        days=[DayCell(day, known.kind_of(day), names.get(day, "")) for day in days],
        workdays=sum(known.is_workday(day) for day in days),
    )


def _notices(company_id: int | None) -> Notices:
    """The notice of each year that counts for the company: its own, else everybody's, else the shipped one."""
    rows = CalendarDay.objects.filter(Q(company=company_id) | Q(company__isnull=True))
    own: Notices = {}
    everybodys: Notices = {}
    for row in rows:
        kept = everybodys if row.company_id is None else own
        said = Named(row.kind, row.name, row.source, row.notice_year)
        kept.setdefault(row.notice_year, {})[row.day] = said
    shipped: Notices = {}
    for noticed in noticed_days():
        year = noticed.day.year
        source = f"国务院办公厅关于{year}年部分节假日安排的通知"
        said = Named(noticed.kind.value, noticed.name, source, year)
        shipped.setdefault(year, {})[noticed.day] = said
    return shipped | everybodys | own


def _by_day(notices: Notices) -> dict[date, Named]:
    """Where two notices name a day, the later one holds."""
    return {day: said for _, days in sorted(notices.items()) for day, said in days.items()}


def may_enter_notice(viewer: Actor) -> bool:
    """The system administrator, or a party office whose reach is a whole company."""
    both = Scope(viewer.scope("roster_import").trees & viewer.scope("regime_adopt").trees)
    return viewer.administrator == "system" or both.whole_line


def day_names(first: date, last: date, *, company_id: int | None) -> dict[date, str]:
    """The names of days off and of working days in lieu, as a month's page shows them."""
    notices = _notices(company_id)
    named = _by_day(notices)
    names = {day: said.name for day, said in named.items()}
    for year in {first.year, last.year} - set(notices):
        names.update(statutory_days(year))
    return {
        day: "班" if day in named and named[day].kind == Kind.LIEU_WORKDAY else name
        for day, name in names.items()
        if first <= day <= last
    }
