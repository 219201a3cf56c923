"""Runs every check, shows all failures, exits with one code."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent

CHECKS = {
    "format": ["ruff", "format", "--check", "."],
    "lint": ["ruff", "check", "."],
    "floors": ["lint-imports", "--no-cache"],
    "types": ["mypy"],
    "templates": ["djlint", "src/tongxin/web/templates", "--lint", "--quiet"],
    "django": ["tongxin", "check"],
    "migrations": ["tongxin", "makemigrations", "--check", "--dry-run"],
    "packs": ["tongxin", "packs", "check"],
    "openapi": ["tongxin", "openapi", "--check"],
    "phone": ["python", "scripts/assets.py", "--check"],
    "mission": ["python", "scripts/mission.py", "--check"],
}


def run(command: list[str]) -> subprocess.CompletedProcess[str]:
    program, *arguments = command
    return subprocess.run([BIN / program, *arguments], cwd=ROOT, capture_output=True, text=True, check=False)


def main() -> None:
    failed = []
    with ThreadPoolExecutor(os.cpu_count()) as side_by_side:
        for name, done in zip(CHECKS, side_by_side.map(run, CHECKS.values()), strict=True):
            print(f"{'ok  ' if done.returncode == 0 else 'FAIL'} {name}", flush=True)
            if done.returncode:
                failed.append(name)
                print(done.stdout[-6000:], done.stderr[-3000:], sep="\n")
    sys.exit(f"failed: {', '.join(failed)}" if failed else 0)


if __name__ == "__main__":
    main()
