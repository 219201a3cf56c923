"""The shift systems that the product knows (domain §10.3); a company takes one and may change it.

`crews` is how many teams share the work around the clock, each `len(cycle) / crews` days behind
the one before.
"""

from dataclasses import dataclass, field
from typing import Any

from tongxin.orgs.shifts.rules import Pattern, read_pattern

REST = ""


@dataclass(frozen=True, slots=True)
class System:
    """A rotation as it is written into the company's own list."""

    key: str
    name: str
    shifts: list[dict[str, Any]] = field(hash=False)
    cycle: list[str] = field(hash=False)
    crews: int = 1
    workdays_only: bool = False

    @property
    def pattern(self) -> Pattern:
        return read_pattern(self.shifts, self.cycle, workdays_only=self.workdays_only)

    @property
    def phases(self) -> list[int]:
        """Days by which each crew runs behind the first."""
        return [len(self.cycle) // self.crews * crew for crew in range(self.crews)]


def _shift(key: str, name: str, starts: str, ends: str, pause: int = 0) -> dict[str, Any]:
    return {"key": key, "name": name, "starts": starts, "ends": ends, "pause": pause}


EARLY = _shift("early", "早班", "08:00", "16:00")
MIDDLE = _shift("middle", "中班", "16:00", "24:00")
NIGHT = _shift("night", "夜班", "24:00", "08:00")
EIGHTS = [EARLY, MIDDLE, NIGHT]
TWELVES = [_shift("day", "白班", "08:00", "20:00"), _shift("night", "夜班", "20:00", "08:00")]
SIXES = [
    _shift("night", "夜班", "00:00", "06:00"),
    _shift("early", "早班", "06:00", "12:00"),
    _shift("middle", "中班", "12:00", "18:00"),
    _shift("evening", "晚班", "18:00", "24:00"),
]


def _run(*blocks: tuple[str, int]) -> list[str]:
    return [key for key, days in blocks for _ in range(days)]


SYSTEMS = {
    system.key: system
    for system in (
        System(
            "three_eight",
            "三八制（每周倒班）",
            EIGHTS,
            _run(("early", 6), (REST, 1), ("middle", 6), (REST, 1), ("night", 6), (REST, 1)),
            crews=3,
        ),
        System(
            "four_six",
            "四六制（每周倒班）",
            SIXES,
            _run(("early", 7), ("night", 7), ("evening", 7), ("middle", 7)),
            crews=4,
        ),
        System(
            "four_three_8",
            "四班三倒（早早中中夜夜休休）",
            EIGHTS,
            _run(("early", 2), ("middle", 2), ("night", 2), (REST, 2)),
            crews=4,
        ),
        System("four_three_4", "四班三倒（早中夜休）", EIGHTS, ["early", "middle", "night", REST], crews=4),
        System(
            "four_three_12",
            "四班三倒（三天一倒）",
            EIGHTS,
            _run(("early", 3), ("middle", 3), ("night", 3), (REST, 3)),
            crews=4,
        ),
        System("four_two", "四班两倒（白夜休休）", TWELVES, ["day", "night", REST, REST], crews=4),
        System(
            "five_three_10",
            "五班三倒（十天）",
            EIGHTS,
            _run(("early", 2), ("middle", 2), ("night", 2), (REST, 4)),
            crews=5,
        ),
        System("five_three_5", "五班三倒（五天）", EIGHTS, ["early", "middle", "night", REST, REST], crews=5),
        System(
            "day_only",
            "长白班",
            [_shift("day", "白班", "08:00", "17:00", pause=60)],
            ["day"],
            workdays_only=True,
        ),
    )
}
