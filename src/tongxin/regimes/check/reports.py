"""Reports: their figures."""

from collections.abc import Iterator

from tongxin.regimes.check.surroundings import Check, Surroundings, known_names
from tongxin.regimes.faults import Problem

FIGURES = frozenset(
    {
        "duty_completion", "meetings", "attendance", "pre_shift", "late",
        "open_tasks", "decisions", "talks", "risks",
    }
)  # fmt: skip


def _figures(around: Surroundings) -> Iterator[Problem]:
    for report in around.pack.reports:
        for section in report.sections:
            for figure in section.figures:
                if figure not in FIGURES:
                    file = around.file("reports", report.key)
                    where = f"sections.{section.key}"
                    yield Problem(file, where, f"没有“{figure}”这个数", known_names(dict.fromkeys(FIGURES)))


CHECKS: tuple[Check, ...] = (_figures,)
