"""Fails when the places that decide are not wholly covered: kernel, regimes, rules and commands."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
FLOOR = 100.0  # lines and branches, of SQLite, PostgreSQL and the browser together
DECIDING = ("kernel/", "regimes/", "rules", "commands")


def measured() -> dict[str, Any]:
    coverage = Path(sys.executable).parent / "coverage"
    report = ROOT / "build/coverage.json"
    subprocess.run([coverage, "json", "-q", "-o", report], cwd=ROOT, check=True)
    files: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))["files"]
    return files


def decides(name: str) -> bool:
    return any(part in name for part in DECIDING) and "/management/" not in name


def gaps(found: dict[str, Any]) -> str:
    """Lines that never ran, and jumps that were never taken (to a negative line: out of the function)."""
    jumps = [f"{start}->{end}" for start, end in found["missing_branches"]]
    return ", ".join([*map(str, found["missing_lines"]), *jumps])


def main() -> None:
    low = {
        name: found
        for name, found in measured().items()
        if decides(name) and found["summary"]["percent_covered"] < FLOOR
    }
    for name, found in sorted(low.items(), key=lambda pair: pair[1]["summary"]["percent_covered"]):
        print(f"{found['summary']['percent_covered']:5.1f} % {name}: {gaps(found)}")
    sys.exit(f"{len(low)} deciding files are covered below {FLOOR:.0f} %" if low else 0)


if __name__ == "__main__":
    main()
