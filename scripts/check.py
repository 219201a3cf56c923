"""Runs every check, shows all failures, exits with one code."""

import subprocess
import sys
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


def main() -> None:
    failed = []
    for name, (program, *arguments) in CHECKS.items():
        done = subprocess.run(
            [BIN / program, *arguments], cwd=ROOT, capture_output=True, text=True, check=False
        )
        print(f"{'ok  ' if done.returncode == 0 else 'FAIL'} {name}", flush=True)
        if done.returncode:
            failed.append(name)
            print(done.stdout[-6000:], done.stderr[-3000:], sep="\n")
    sys.exit(f"failed: {', '.join(failed)}" if failed else 0)


if __name__ == "__main__":
    main()
