"""Kill phones and server at random moments: what a phone says is kept arrives, once.

The phone is a process that runs the real engine on a journal on the disk and sends over HTTP; the server is
the real application on the database of TONGXIN_DATABASE_URL, SQLite where that is not set: most often in a
process forked after start-up, and some of the time `tongxin serve` itself. Both are ended by SIGKILL.
`python -m bench.kill_sync [KILLS] [KILLS OF tongxin serve] [SEED]` prints the figures.
"""

import json
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any, Protocol
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

from bench.__main__ import Report

ROOT = Path(__file__).resolve().parents[1]
PROGRAM = ROOT / "frontend/build/host/phone.js"
PHONES = 2
LONGEST_LIFE = 0.2  # seconds until something is killed
OF_SERVE = 3.0  # it takes longer to come up
DEEDS_OF_A_PHONE = 150  # then a new phone takes its place, so that journals stay short
PATIENCE = 120.0


@dataclass(frozen=True)
class Outcome:
    vendor: str
    kills: int
    of_serve: int
    deeds: int
    lost: int
    doubled: int
    strange: int  # on the server, and on no phone
    sums: tuple[int, int]
    seconds: float

    @property
    def good(self) -> bool:
        return (
            not (self.lost or self.doubled or self.strange)
            and self.sums[0] == self.sums[1]
            and self.deeds > 0
        )

    def __str__(self) -> str:
        return (
            f"{self.vendor}: {self.kills} kills ({self.of_serve} of tongxin serve), {self.deeds} deeds: "
            f"{self.lost} lost, {self.doubled} doubled, {self.strange} from nowhere, "
            f"sums {self.sums[0]} = {self.sums[1]}, {self.seconds:.0f} s"
        )


def run(report: Report) -> None:
    outcome = kill(kills=500, of_serve=10)
    report.value(f"lost of {outcome.deeds} deeds, {outcome.kills} kills", outcome.lost, "", limit=0)
    report.value("deeds that took effect twice", outcome.doubled, "", limit=0)
    report.value("difference of the sums", abs(outcome.sums[0] - outcome.sums[1]), "", limit=0)


def kill(*, kills: int, of_serve: int, seed: int = 1) -> Outcome:
    begun, dice = time.monotonic(), random.Random(seed)
    place, journals = make_place(), Journals(Path(tempfile.mkdtemp(prefix="phones-")))
    warm_up()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        with Forked(listening) as server:
            phones = [Phone(place, journals, port, number) for number in range(PHONES)]
            kill_some(server, phones, dice, kills - of_serve, LONGEST_LIFE)
    with Served(port) as server:
        kill_some(server, phones, dice, of_serve, OF_SERVE)
        for phone in phones:
            phone.kill()
        server.reachable()
        states = [line for phone in phones for line in phone.finish()]
    return judge(states, phones, kills, of_serve, time.monotonic() - begun)


def warm_up() -> None:
    """What is imported before the fork is not imported again after each."""
    from django.test import Client

    refused = Client(SERVER_NAME="127.0.0.1").post("/api/sync/ops", {}, content_type="application/json")
    assert refused.status_code == 401


def kill_some(
    server: "Server", phones: list["Phone"], dice: random.Random, kills: int, longest: float
) -> None:
    """As many of the server as of phones, each most often in the middle of something."""
    for _ in range(kills):
        time.sleep(dice.uniform(0, longest))
        for phone in phones:
            phone.listen()
        victim = dice.choice([server, dice.choice(phones)])
        victim.kill()
        victim.start()


class Server(Protocol):
    def start(self) -> None: ...
    def kill(self) -> None: ...
    def reachable(self) -> None: ...


class _Answering(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        pass


class Forked:
    """The application in a process forked from this one; whoever connects meanwhile waits in the socket."""

    def __init__(self, listening: socket.socket) -> None:
        self.listening = listening
        self.child = 0

    def __enter__(self) -> "Forked":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    def start(self) -> None:
        from django.db import connections

        from tongxin.config.wsgi import application

        connections.close_all()
        self.child = os.fork()
        if self.child:
            return
        try:
            server = _Answering(self.listening.getsockname(), _Quiet, bind_and_activate=False)
            server.socket.close()
            server.socket = self.listening
            server.server_name, server.server_port = "127.0.0.1", self.listening.getsockname()[1]
            server.setup_environ()
            server.set_app(application)
            server.serve_forever()
        finally:
            os._exit(1)

    def kill(self) -> None:
        os.kill(self.child, signal.SIGKILL)
        os.waitpid(self.child, 0)

    def reachable(self) -> None:
        pass


class Served:
    """`tongxin serve`, with all its processes."""

    def __init__(self, port: int) -> None:
        self.port = port

    def __enter__(self) -> "Served":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    def start(self) -> None:
        command = [Path(sys.executable).parent / "tongxin", "serve", "--port", str(self.port)]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True)

    def kill(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def reachable(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.1)
        raise TimeoutError("tongxin serve does not answer")


@dataclass
class Journals:
    """A folder of phones' disks."""

    folder: Path
    count: int = 0

    def new(self) -> Path:
        self.count += 1
        return self.folder / f"phone-{self.count}"


@dataclass(frozen=True)
class Place:
    """Whose phones they are, with the token that each hands in with."""

    team: int
    people: list[tuple[str, str]]


@dataclass
class Phone:
    place: Place
    journals: Journals
    port: int
    number: int
    kept: dict[str, int] = field(default_factory=dict)  # what it has said is kept
    disks: list[Path] = field(default_factory=list)
    starts: int = 0

    def __post_init__(self) -> None:
        self.disks.append(self.journals.new())
        self.before = 0
        self.start()

    def start(self) -> None:
        if len(self.kept) - self.before >= DEEDS_OF_A_PHONE:
            self.before = len(self.kept)
            self.disks.append(self.journals.new())
        self.starts += 1
        self.process = self._run(self.disks[-1], finish=False)
        assert self.process.stdout
        os.set_blocking(self.process.stdout.fileno(), False)
        self.heard = b""

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
        self.listen()
        assert self.process.stdout
        self.process.stdout.close()

    def listen(self) -> None:
        assert self.process.stdout
        self.heard += self.process.stdout.read() or b""
        *lines, self.heard = self.heard.split(b"\n")
        for line in lines:
            _, key, amount = line.decode().split()
            self.kept[key] = int(amount)

    def finish(self) -> Iterator[list[str]]:
        """Each disk in turn, until all on it is sent: state, id and amount of each deed on it."""
        for disk in self.disks:
            done = self._run(disk, finish=True)
            said, _ = done.communicate(timeout=PATIENCE)
            assert done.returncode == 0
            yield from (line.split() for line in said.decode().splitlines())

    def _run(self, disk: Path, *, finish: bool) -> subprocess.Popen[bytes]:
        from scripts.assets import tools

        person, token = self.place.people[self.number % len(self.place.people)]
        setting = {
            "journal": str(disk),
            "base": f"http://127.0.0.1:{self.port}/api/sync",
            "person": person,
            "token": token,
            "team": self.place.team,
            "seed": self.number * 1_000_000 + self.starts * 2 + finish + int(time.time()) * 7,
            "finish": finish,
        }
        return subprocess.Popen([tools()[0], PROGRAM, json.dumps(setting)], stdout=subprocess.PIPE)


def make_place() -> Place:
    """A team with a leader and an instructor, who hand in from a phone each."""
    from tests.world import make_mine
    from tongxin import clock
    from tongxin.access.queries import actor_of
    from tongxin.sync.commands import enrol_device

    mine = make_mine()
    people = []
    for person in (mine.leader, mine.instructor):
        by = actor_of(person.id, at=clock.read())
        people.append((str(person.id), enrol_device("手机", by=by, at=clock.read()).token))
    return Place(mine.team.id, people)


def judge(states: list[list[str]], phones: list[Phone], kills: int, of_serve: int, seconds: float) -> Outcome:
    from django.db import connection

    from tongxin.records.models import Task
    from tongxin.sync.models import Operation

    on_disk = {key: int(amount) for state, key, amount in states if state == "acknowledged"}
    kept = {key: amount for phone in phones for key, amount in phone.kept.items()}
    there = {str(key) for key in Operation.objects.filter(outcome="applied").values_list("id", flat=True)}
    effects = [
        text.split("，") for text in Task.objects.filter(text__contains="，").values_list("text", flat=True)
    ]
    done = [key for key, _ in effects]
    return Outcome(
        vendor=connection.vendor,
        kills=kills,
        of_serve=of_serve,
        deeds=len(on_disk),
        lost=len((set(kept) | set(on_disk)) - (there & set(done) & set(on_disk))),
        doubled=len(done) - len(set(done)),
        strange=len((there | set(done)) - set(on_disk)),
        sums=(sum(on_disk.values()), sum(int(amount) for _, amount in effects)),
        seconds=seconds,
    )


@contextmanager
def own_data() -> Iterator[None]:
    """Whoever names no folder gets one that is thrown away."""
    if "TONGXIN_DATA_DIR" in os.environ:
        yield
        return
    with tempfile.TemporaryDirectory(prefix="tongxin-kill-") as folder:
        os.environ["TONGXIN_DATA_DIR"] = folder
        yield


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongxin.config.settings")
    said = [int(one) for one in sys.argv[1:4]]
    kills, of_serve, seed = [*said, *(500, 10, 1)[len(said) :]]
    with own_data():
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        outcome = kill(kills=kills, of_serve=of_serve, seed=seed)
    print(outcome)
    sys.exit(not outcome.good)


if __name__ == "__main__":
    main()
