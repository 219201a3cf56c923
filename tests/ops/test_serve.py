"""`serve` answers this machine, keeps a worker beside it, and says in a sentence what is in the way."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management.base import CommandError
from pytest_django.fixtures import Settings

from tongxin.ops.management.commands.serve import check_address, check_port, collect_static
from tongxin.ops.supervise import Supervised

MANIFEST = "whitenoise.storage.CompressedManifestStaticFilesStorage"
COMMAND = [sys.executable, "-m", "tongxin.ops.cli"]


@pytest.mark.parametrize("address", ["0.0.0.0", "192.168.1.5", "::", "tongxin.example"])
def test_away_from_production_only_this_machine_is_answered(address: str) -> None:
    with pytest.raises(CommandError, match="only this machine"):
        check_address(address, production=False)


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "localhost"])
def test_this_machine_is_always_answered(address: str) -> None:
    check_address(address, production=False)
    check_address("0.0.0.0", production=True)


def test_a_port_in_use_is_said() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        with pytest.raises(CommandError, match=f"Port {port} is in use"):
            check_port("127.0.0.1", port)


def test_an_address_of_another_machine_is_said() -> None:
    with pytest.raises(CommandError, match="cannot be used"):
        check_port("203.0.113.9", 8000)


def test_a_new_release_brings_its_own_styles(tmp_path: Path, settings: Settings) -> None:
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": MANIFEST}}
    (tmp_path / "staticfiles.json").write_text(
        '{"paths": {}, "version": "1.1", "hash": ""}', encoding="utf-8"
    )

    collect_static()

    assert (
        "css/tokens.css" in json.loads((tmp_path / "staticfiles.json").read_text(encoding="utf-8"))["paths"]
    )


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, "TONGXIN_DATA_DIR": str(tmp_path)}
    subprocess.run([*COMMAND, "migrate", "--verbosity", "0"], env=environment, check=True)
    server = subprocess.Popen(
        [*COMMAND, "serve", "--port", str(port)], env=environment, stdout=subprocess.PIPE, text=True
    )
    assert server.stdout is not None
    assert f"http://127.0.0.1:{port}" in server.stdout.readline()
    yield f"http://127.0.0.1:{port}", server
    if server.poll() is None:
        server.kill()
    server.wait()
    server.stdout.close()


def healthy(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/healthz", timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def children(process: subprocess.Popen[str]) -> list[int]:
    found = subprocess.run(
        ["ps", "-o", "pid=,args=", "--ppid", str(process.pid)], capture_output=True, text=True, check=False
    )
    return [int(line.split()[0]) for line in found.stdout.splitlines() if "worker" in line]


@pytest.mark.skipif("os.environ.get('TONGXIN_DATABASE_URL')", reason="on SQLite serve runs the worker too")
def test_serve_runs_a_worker_starts_it_again_and_takes_it_along(
    served: tuple[str, subprocess.Popen[str]],
) -> None:
    url, server = served
    wait_for(lambda: healthy(url))
    (worker,) = children(server)

    os.kill(worker, signal.SIGKILL)
    wait_for(lambda: children(server) not in ([], [worker]))
    (again,) = children(server)
    server.send_signal(signal.SIGTERM)
    server.wait(60)

    wait_for(lambda: not Path(f"/proc/{again}").exists())


@pytest.mark.skipif("os.environ.get('TONGXIN_DATABASE_URL')", reason="on SQLite serve runs the worker too")
def test_a_database_without_tables_is_said(tmp_path: Path) -> None:
    environment = {**os.environ, "TONGXIN_DATA_DIR": str(tmp_path)}

    found = subprocess.run([*COMMAND, "serve"], env=environment, capture_output=True, text=True, check=False)

    assert found.returncode == 1
    assert "tongxin migrate" in found.stderr


def test_a_supervised_child_is_stopped() -> None:
    child = Supervised("worker")
    child.command = [sys.executable, "-c", "import time; time.sleep(60)"]
    child.start()
    wait_for(lambda: child.child is not None)

    child.stop()

    assert child.child is not None
    assert child.child.returncode == -signal.SIGTERM


def wait_for(condition: object, seconds: float = 90) -> None:
    end = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.05)
