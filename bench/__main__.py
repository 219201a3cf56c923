"""Runs every bench: `make bench`, or `scripts/postgres.sh .venv/bin/python -m bench [NAME…]`.

A bench is a module `bench/<name>.py` with `run(report)`. It measures against the database of
`TONGXIN_DATABASE_URL` (migrated and empty at the start; each bench makes a company of its own) and says

    report.line("what", seconds, base=seconds_of_the_base, base_name="what the base is", limit=10)

for a ratio, or `report.value("what", number, "MB", limit=600)` for a plain number. A limit that is
missed is marked and makes the exit code 1; nothing else does.
"""

import os
import sys
import tempfile
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules


class Report:
    """Prints as it goes, so that a long run says where it is."""

    def __init__(self) -> None:
        self.missed: list[str] = []

    def title(self, text: str) -> None:
        print(f"\n{text}", flush=True)

    def line(self, what: str, seconds: float, *, base: float, base_name: str, limit: float) -> None:
        ratio = seconds / base if base else float("inf")
        self._print(what, f"{seconds:8.3f} s = {ratio:6.2f} × {base_name} ({base:.3f} s)", ratio, limit, "×")

    def value(self, what: str, number: float, unit: str, *, limit: float) -> None:
        self._print(what, f"{number:8.1f} {unit}", number, limit, unit)

    def _print(self, what: str, measured: str, number: float, limit: float, unit: str) -> None:
        kept = number <= limit
        if not kept:
            self.missed.append(what)
        print(
            f"  {'ok    ' if kept else 'MISSED'} {what:<44} {measured}; at most {limit:g} {unit}", flush=True
        )


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongxin.config.settings")
    os.environ.setdefault("TONGXIN_DATA_DIR", tempfile.mkdtemp(prefix="tongxin-bench-"))
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0, skip_checks=True)
    folder = str(Path(__file__).parent)
    names = sys.argv[1:] or sorted(
        module.name for module in iter_modules([folder]) if not module.name.startswith("_")
    )
    report = Report()
    for name in names:
        module = import_module(f"bench.{name}")
        if hasattr(module, "run"):
            report.title(f"{name}: {(module.__doc__ or '').strip().splitlines()[0]}")
            module.run(report)
    if report.missed:
        sys.exit(f"\nmissed: {'; '.join(report.missed)}")


if __name__ == "__main__":
    main()
