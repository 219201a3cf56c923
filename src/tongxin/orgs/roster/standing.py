"""How the roster's 政治面貌, 入党日期 and 转正日期 change what is known of a person's party standing."""

from datetime import date, timedelta
from typing import NamedTuple

from tongxin.orgs.roster.cells import NO_STANDING, Fault

DAY = timedelta(days=1)
NAMES = {
    "full": "正式党员",
    "probationary": "预备党员",
    "development": "发展对象",
    "activist": "入党积极分子",
    "applicant": "入党申请人",
    NO_STANDING: "群众",
}
MEMBERS = ("full", "probationary")
RANK = {NO_STANDING: 0, "applicant": 1, "activist": 2, "development": 3, "probationary": 4, "full": 5}


class StandingRow(NamedTuple):
    """A dated standing; `id` 0 is one to be written."""

    id: int
    standing: str
    starts: date
    ends: date | None
    suspended: bool = False


class Known(NamedTuple):
    """The open standing, and when the person joined."""

    standing: str = NO_STANDING
    since: date | None = None
    joined: date | None = None
    suspended: bool = False


class Target(NamedTuple):
    """The standing that should hold, since when; `assumed` when 转正日期 was worked out."""

    standing: str
    since: date
    joined: date | None
    assumed: bool = False


def known(rows: tuple[StandingRow, ...]) -> Known:
    """`rows` are the last two, oldest first."""
    if not rows or rows[-1].ends is not None:
        return Known()
    last = rows[-1]
    joined = last.starts if last.standing == "probationary" else None
    if last.standing == "full" and len(rows) > 1 and rows[-2].standing == "probationary":
        joined = rows[-2].starts
    return Known(last.standing, last.starts, joined, last.suspended)


def target(
    stated: str | None, joined: date | None, confirmed: date | None, now: Known, *, on: date
) -> Target | None:
    """What the row asks for, or None if it asks for nothing; raises Fault for what cannot be."""
    wanted = stated or now.standing
    if RANK[wanted] < RANK[now.standing] and now.standing in MEMBERS:
        raise Fault(f"系统里是{NAMES[now.standing]}，不能改成{NAMES[wanted]}；这样的变动请在组织页面办理")
    if wanted == NO_STANDING:
        _check_nobody(stated, joined or confirmed)
        return None
    if wanted not in MEMBERS:
        if joined or confirmed:
            raise Fault(f"{NAMES[wanted]}不应有入党日期或转正日期")
        return Target(wanted, now.since if wanted == now.standing and now.since else on, None)
    if joined and joined > on:
        raise Fault(f"入党日期 {joined} 还没到")
    return (
        _probationary(joined, confirmed, now, on)
        if wanted == "probationary"
        else _full(joined, confirmed, now, on)
    )


def _probationary(joined: date | None, confirmed: date | None, now: Known, on: date) -> Target:
    if confirmed and confirmed <= on:
        raise Fault(f"预备党员不应有转正日期 {confirmed}；如果已经转正，政治面貌请填正式党员")
    since = joined or now.joined or on
    return Target("probationary", since, since)


def _check_nobody(stated: str | None, day: date | None) -> None:
    if day:
        word = "政治面貌是群众" if stated else "没有填政治面貌"
        raise Fault(f"{word}，却填了入党或转正日期 {day}，请核对")


def _full(joined: date | None, confirmed: date | None, now: Known, on: date) -> Target:
    start = joined or now.joined
    since = confirmed or (now.since if now.standing == "full" else None)
    assumed = since is None and start is not None
    if since is None:
        since = _a_year_after(start) if start else on
    if since > on:
        raise Fault(
            f"正式党员的转正日期要在今天以前；入党日期 {start} 还不满一年，请填转正日期"
            if assumed
            else f"转正日期 {since} 还没到；政治面貌请填预备党员"
        )
    if start and start > since:
        raise Fault(f"入党日期 {start} 在转正日期 {since} 之后，请核对")
    return Target("full", since, start if start and start < since else None, assumed)


def _a_year_after(day: date) -> date:
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)


def changes(before: tuple[StandingRow, ...], goal: Target) -> tuple[list[StandingRow], list[StandingRow]]:
    """Rows to take away and rows to write, so that `goal` holds and what was before stays told."""
    now = known(before)
    if (now.standing, now.since, now.joined) == goal[:3]:
        return [], []
    away = [row for row in before if row.ends is None]
    if goal.standing == "full":
        away += [row for row in before if row.ends is not None and row.standing == "probationary"]
    written = []
    first = goal.joined or goal.since
    for row in away:
        if row.standing not in MEMBERS and row.starts < first:
            written.append(StandingRow(0, row.standing, row.starts, first - DAY))
    if goal.standing == "full" and goal.joined:
        written.append(StandingRow(0, "probationary", goal.joined, goal.since - DAY))
    written.append(StandingRow(0, goal.standing, goal.since, None, now.suspended))
    return away, written


def ending(before: tuple[StandingRow, ...], *, on: date) -> tuple[list[StandingRow], list[StandingRow]]:
    """The standing of somebody who is no longer on the way to the Party."""
    away = [row for row in before if row.ends is None]
    return away, [row._replace(id=0, ends=on - DAY) for row in away if row.starts < on]
