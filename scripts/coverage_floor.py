"""Fails when too little was covered, or when the places that decide are not wholly covered: kernel, regimes,
rules and commands."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
LEAST = 95  # percent of lines and branches, of SQLite and PostgreSQL together
FLOOR = 100.0
DECIDING = ("kernel/", "regimes/", "rules", "commands")


def measured() -> dict[str, Any]:
    """What each database covered, as one."""
    build = ROOT / "build"
    parts, whole = sorted(build.glob("covered.*.json")), build / "coverage.json"
    merge = [sys.executable, "-m", "slipcover", "--merge", *parts, "--out", whole, "--fail-under", str(LEAST)]
    if subprocess.run(merge, cwd=ROOT, check=False, stdout=subprocess.DEVNULL).returncode:
        sys.exit(f"Less than {LEAST} % is covered, or nothing was measured: run make test")
    found: dict[str, Any] = json.loads(whole.read_text(encoding="utf-8"))
    print(f"{found['summary']['percent_covered']:.1f} % of lines and branches are covered")
    return dict(found["files"])


def decides(name: str) -> bool:
    return any(part in name for part in DECIDING) and "/management/" not in name


def gaps(found: dict[str, Any]) -> str:
    """Lines that never ran, and jumps that were never taken (to 0: out of the function)."""
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
