"""Where the lines of the completion chart run: a drawing of numbers, made on the server."""

from collections.abc import Sequence
from dataclasses import dataclass

LEFT, RIGHT, TOP, BOTTOM = 34, 404, 20, 216


@dataclass(frozen=True, slots=True)
class Chart:
    """`grid`: (y, label); `ticks`: (x, label); a series is points for a polyline."""

    grid: list[tuple[int, str]]
    ticks: list[tuple[int, str]]
    here: str
    company: str
    end: tuple[int, int] | None
    here_label: tuple[int, str] | None
    company_label: tuple[int, str] | None
    title: str


def draw(
    titles: Sequence[str], here: Sequence[int | None], company: Sequence[int | None], name: str
) -> Chart:
    """Percentages over time; a period in which nothing was owed is left out of its line."""
    known = [value for value in (*here, *company) if value is not None]
    floor = min((min(known) // 10 * 10 if known else 0), 80)
    xs = [round(LEFT + (RIGHT - LEFT) * index / max(len(titles) - 1, 1)) for index in range(len(titles))]

    def height(value: int) -> int:
        return round(BOTTOM - (BOTTOM - TOP) * (value - floor) / (100 - floor))

    def points(values: Sequence[int | None]) -> list[tuple[int, int]]:
        return [(x, height(value)) for x, value in zip(xs, values, strict=True) if value is not None]

    ours, all_of_it = points(here), points(company)
    here_label, company_label = _labels(ours, all_of_it, here, company, name)
    step = 10 if floor >= 50 else 20
    return Chart(
        grid=[(height(value), str(value)) for value in range(floor, 101, step)],
        ticks=[(x, title) for x, title in list(zip(xs, titles, strict=True))[::-1][::3]],
        here=_line(ours),
        company=_line(all_of_it),
        end=ours[-1] if ours else None,
        here_label=here_label,
        company_label=company_label,
        title=_title(here, name),
    )


def _line(points: Sequence[tuple[int, int]]) -> str:
    return " ".join(f"{x},{y}" for x, y in points)


def _labels(
    ours: Sequence[tuple[int, int]],
    all_of_it: Sequence[tuple[int, int]],
    here: Sequence[int | None],
    company: Sequence[int | None],
    name: str,
) -> tuple[tuple[int, str] | None, tuple[int, str] | None]:
    """Beside the ends of the lines, and never one on the other."""
    if not ours:
        return None, None
    last = next(value for value in reversed(here) if value is not None)
    mine = ours[-1][1]
    if not all_of_it or _line(ours) == _line(all_of_it):
        return (mine + 4, f"{name} {last}%"), None
    whole = next(value for value in reversed(company) if value is not None)
    other = all_of_it[-1][1]
    gap = 22
    if abs(mine - other) < gap:
        middle = min(max((mine + other) // 2, TOP + gap // 2), BOTTOM - gap // 2)
        up = (mine, other) if mine <= other else (other, mine)
        place = {up[0]: middle - gap // 2, up[1]: middle + gap // 2} if up[0] != up[1] else {}
        mine, other = place.get(mine, middle - gap // 2), place.get(other, middle + gap // 2)
    return (mine + 4, f"{name} {last}%"), (other + 4, f"全公司 {whole}%")


def _title(here: Sequence[int | None], name: str) -> str:
    known = [value for value in here if value is not None]
    if not known:
        return "这段时间没有应办的职责"
    return f"职责完成率：{name}从 {known[0]}% 到 {known[-1]}%"
