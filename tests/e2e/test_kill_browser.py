"""A real browser is killed at random, as `make bench-kill` does 2,000 times."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
KILLS = 2000 if "TONGXIN_LONG" in os.environ else 50


@pytest.mark.e2e
@pytest.mark.row("BY-3")
def test_what_the_screen_says_is_kept_arrives_once_through_any_kill(tmp_path: Path) -> None:
    bench = [sys.executable, "-m", "bench.kill_browser", str(KILLS)]
    environment = {**os.environ, "TONGXIN_DATA_DIR": str(tmp_path)}
    done = subprocess.run(bench, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    print(done.stdout)
    assert done.returncode == 0, done.stdout + done.stderr[-4000:]
    assert "0 lost, 0 doubled, 0 from nowhere" in done.stdout
