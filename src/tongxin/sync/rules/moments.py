"""When something was done, from what a phone says of its clocks (reliability.md 4.3)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

TOLERANCE = timedelta(minutes=5)
LONGEST = timedelta(days=60)  # older than any token; whoever says so says it by a wrong clock

CLOCK_OFF = "clock_off"
CLOCK_JUMPED = "clock_jumped"
AFTER_RECEIPT = "after_receipt"
BEFORE_LAST_SYNC = "before_last_sync"
TOO_OLD = "too_old"


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a phone's two clocks said: the wall clock, and the milliseconds since the page `boot` began."""

    wall: datetime | None
    mono: float | None
    boot: str


UNSAID = Stamp(None, None, "")


@dataclass(frozen=True, slots=True)
class Corrected:
    """`verified`: no one clock says it alone; else 时间未核实 is shown."""

    at: datetime
    verified: bool
    flags: tuple[str, ...] = ()


def corrected(
    deed: Stamp, sent: Stamp, *, received_at: datetime, last_sync: datetime | None = None
) -> Corrected:
    """`sent`: the same clocks at the moment of sending. Never later than it was received."""
    found = _by_both(deed, sent, received_at) or _by_wall(deed, sent, received_at)
    flags = [*found.flags, *_flags(deed, received_at, last_sync)]
    if received_at - found.at > LONGEST:
        return Corrected(received_at, False, (*flags, TOO_OLD))
    return Corrected(found.at, found.verified, tuple(flags))


def _by_both(deed: Stamp, sent: Stamp, received_at: datetime) -> Corrected | None:
    """The page was open all the time: so long ago as both clocks say. Where they differ somebody has put
    the one forward, or the other has slept."""
    if not deed.boot or deed.boot != sent.boot or deed.mono is None or sent.mono is None:
        return None
    gap = timedelta(milliseconds=sent.mono - deed.mono) if abs(sent.mono) < 1e13 else timedelta(-1)
    if gap < timedelta(0):
        return None
    if deed.wall is None or sent.wall is None:
        return Corrected(received_at - gap, True)
    if abs((sent.wall - deed.wall) - gap) <= TOLERANCE:
        return Corrected(received_at - gap, True)
    found = _by_wall(deed, sent, received_at)
    return Corrected(found.at, False, tuple(dict.fromkeys((*found.flags, CLOCK_JUMPED))))


def _by_wall(deed: Stamp, sent: Stamp, received_at: datetime) -> Corrected:
    """The page was opened anew since: the wall clock, by as much as it is wrong now."""
    if deed.wall is None:
        return Corrected(received_at, False)
    skew = received_at - sent.wall if sent.wall is not None else timedelta(0)
    right = sent.wall is not None and abs(skew) <= TOLERANCE
    off = (CLOCK_OFF,) if sent.wall is not None and not right else ()
    at = deed.wall + skew
    if at > received_at + TOLERANCE:
        return Corrected(received_at, False, off)
    return Corrected(min(at, received_at), right, off)


def _flags(deed: Stamp, received_at: datetime, last_sync: datetime | None) -> list[str]:
    if deed.wall is None:
        return []
    flags = []
    if deed.wall > received_at + TOLERANCE:
        flags.append(AFTER_RECEIPT)
    if last_sync is not None and deed.wall < last_sync - TOLERANCE:
        flags.append(BEFORE_LAST_SYNC)
    return flags
