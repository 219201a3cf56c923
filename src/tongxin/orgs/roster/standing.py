"""How the roster's 政治面貌, 入党日期 and 转正日期 change what is known of a person's party standing."""

from datetime import date, timedelta
from typing import NamedTuple

from tongxin.kernel.periods import add_years
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
    """A dated standing; `id` 0 is one to be written. Without `known`, `starts` is only when we heard."""

    id: int
    standing: str
    starts: date
    ends: date | None
    suspended: bool = False
    known: bool = True


class Known(NamedTuple):
    """The open standing, and when the person joined; without `dated`, `since` is only when we heard."""

    standing: str = NO_STANDING
    since: date | None = None
    joined: date | None = None
    dated: bool = True
    suspended: bool = False

    @property
    def told(self) -> date | None:
        return self.since if self.dated else None


class Target(NamedTuple):
    """The standing that should hold, since when, if that is `dated`; `assumed` when 转正日期 was worked out."""

    standing: str
    since: date
    joined: date | None
    dated: bool = True
    assumed: bool = False


def known(rows: tuple[StandingRow, ...]) -> Known:
    """`rows` are the last two, oldest first."""
    if not rows or rows[-1].ends is not None:
        return Known()
    last = rows[-1]
    joined = last.starts if last.standing == "probationary" and last.known else None
    if last.standing == "full" and len(rows) > 1 and rows[-2].standing == "probationary" and rows[-2].known:
        joined = rows[-2].starts
    return Known(last.standing, last.starts, joined, last.known, last.suspended)


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
        if wanted == now.standing and now.since:
            return Target(wanted, now.since, None, now.dated)
        return Target(wanted, on, None, dated=False)
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
    if since := joined or now.joined:
        return Target("probationary", since, since)
    return Target("probationary", _heard("probationary", now, on), None, dated=False)


def _heard(standing: str, now: Known, on: date) -> date:
    """Since when we know of a standing whose date nobody tells."""
    return now.since if now.standing == standing and now.since else on


def _check_nobody(stated: str | None, day: date | None) -> None:
    if day:
        word = "政治面貌是群众" if stated else "没有填政治面貌"
        raise Fault(f"{word}，却填了入党或转正日期 {day}，请核对")


def _full(joined: date | None, confirmed: date | None, now: Known, on: date) -> Target:
    start = joined or now.joined
    since = confirmed or (now.told if now.standing == "full" else None)
    if since is None and start is None:
        return Target("full", _heard("full", now, on), None, dated=False)
    assumed = since is None
    since = since or add_years(start or on, 1)
    if since > on:
        raise Fault(
            f"正式党员的转正日期要在今天以前；入党日期 {start} 还不满一年，请填转正日期"
            if assumed
            else f"转正日期 {since} 还没到；政治面貌请填预备党员"
        )
    if start and start > since:
        raise Fault(f"入党日期 {start} 在转正日期 {since} 之后，请核对")
    return Target("full", since, start if start and start < since else None, assumed=assumed)


def changes(before: tuple[StandingRow, ...], goal: Target) -> tuple[list[StandingRow], list[StandingRow]]:
    """Rows to take away and rows to write, so that `goal` holds and what was before stays told."""
    now = known(before)
    if now[:4] == goal[:4]:
        return [], []
    away = [row for row in before if row.ends is None]
    if goal.standing == "full":
        away += [row for row in before if row.ends is not None and row.standing == "probationary"]
    written = []
    first = goal.joined or goal.since
    for row in away:
        undated = row.standing == "probationary" and not row.known and goal.joined is None
        if (row.standing not in MEMBERS or undated) and row.standing != goal.standing and row.starts < first:
            written.append(row._replace(id=0, ends=first - DAY))
    if goal.standing == "full" and goal.joined:
        written.append(StandingRow(0, "probationary", goal.joined, goal.since - DAY))
    written.append(StandingRow(0, goal.standing, goal.since, None, now.suspended, goal.dated))
    return away, written


def ending(before: tuple[StandingRow, ...], *, on: date) -> tuple[list[StandingRow], list[StandingRow]]:
    """The standing of somebody who is no longer on the way to the Party."""
    away = [row for row in before if row.ends is None]
    return away, [row._replace(id=0, ends=on - DAY) for row in away if row.starts < on]
