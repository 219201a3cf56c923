"""Kill a real browser at random moments: what its screen says is kept arrives, once.

Chromium opens the phone's pages and somebody writes one note after the other; the browser, and some of the
time the server, is ended by SIGKILL and started anew on the same profile.
`python -m bench.kill_browser [KILLS] [SEED]` prints the figures.
"""

import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.__main__ import Report
from bench.kill_sync import Forked, own_data

OF_THE_SERVER = 0.2
LONGEST_LIFE = 800  # ms of writing until the kill
NOTES_OF_A_PROFILE = 400  # then a new phone takes its place, so that its list stays short
PATIENCE = 120.0
QUIET = ["--no-sandbox", "--disable-quic", "--disable-background-networking", "--disable-component-update"]

# Writes as a hand would: opens the screen, types, presses, and believes only what the screen then says.
WRITE = """async ([team, name]) => {
  const until = async (found) => { while (!found()) await new Promise((go) => setTimeout(go, 4)); return found() }
  const type = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value').set
  for (let number = 1; ; number++) {
    location.hash = `#/handover/${team}`
    const field = await until(() => document.querySelector('textarea#note'))
    const words = `${name}-${number}`
    type.call(field, words)
    field.dispatchEvent(new Event('input', { bubbles: true }))
    await until(() => field.value === words)
    await new Promise((go) => setTimeout(go, Math.random() * 20))
    document.querySelector('.tx-foot .btn-primary').click()
    await until(() => document.querySelector('main h2')?.textContent.match(/已保存在本机|已经交上去了/))
    console.log(`kept ${words}`)
    location.hash = '#/'
    await until(() => document.querySelector('#outbox'))
  }
}"""


@dataclass(frozen=True)
class Outcome:
    kills: int
    of_server: int
    said: int  # notes of which the screen said that they are kept
    kept: int  # notes on the phones in the end
    lost: int
    doubled: int
    strange: int  # on the server, and on no phone
    seconds: float

    @property
    def good(self) -> bool:
        return self.said > 0 and not (self.lost or self.doubled or self.strange)

    def __str__(self) -> str:
        return (
            f"{self.kills} kills of the browser, {self.of_server} of the server, {self.kept} notes "
            f"({self.said} seen to be kept): {self.lost} lost, {self.doubled} doubled, "
            f"{self.strange} from nowhere, {self.seconds:.0f} s"
        )


def run(report: Report) -> None:
    outcome = kill(kills=50)
    report.value(f"lost of {outcome.kept} notes, {outcome.kills} kills", outcome.lost, "", limit=0)
    report.value("notes that took effect twice", outcome.doubled, "", limit=0)


@dataclass
class Phone:
    """A browser on a profile of its own, which outlives it."""

    playwright: Any
    address: str
    session: dict[str, str]
    team: int
    said: list[str] = field(default_factory=list)
    states: list[list[str]] = field(default_factory=list)
    starts: int = 0

    def __post_init__(self) -> None:
        self.new_profile()

    def new_profile(self) -> None:
        self.profile = Path(tempfile.mkdtemp(prefix="browser-"))
        self.since = len(self.said)

    def start(self) -> None:
        """Opens the phone's page; the first time as somebody who is logged in and takes things along."""
        self.starts += 1
        port = self.profile / "DevToolsActivePort"
        port.unlink(missing_ok=True)
        command = [shutil.which("chromium") or "chromium", "--headless", *QUIET, "--remote-debugging-port=0"]
        self.process = subprocess.Popen(
            [*command, f"--user-data-dir={self.profile}", "about:blank"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        wait_for(lambda: port.exists() and port.read_text().count("\n") >= 1)
        found = port.read_text().split()[0]
        self.browser = self.playwright.chromium.connect_over_cdp(f"http://127.0.0.1:{found}")
        (context,) = self.browser.contexts
        context.add_cookies([self.session])
        self.page = context.new_page()
        self.page.on("console", self._hear)
        self.page.goto(f"{self.address}/field")
        self.page.wait_for_selector("#outbox", timeout=PATIENCE * 1000)

    def _hear(self, message: Any) -> None:
        if message.text.startswith("kept "):
            self.said.append(message.text.removeprefix("kept "))

    def write(self, milliseconds: float) -> None:
        writing = f"void ({WRITE})({json.dumps([self.team, f'note-{self.starts}'])})"
        self.page.evaluate(f"() => {{ {writing} }}")
        self.page.wait_for_timeout(milliseconds)

    def kill(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.browser.close()

    def kept(self) -> list[list[str]]:
        """State, name and words of each note on the phone."""
        from tests.phone_store import opened

        deeds = [(item["state"], item["operation"]) for item in opened(self.page)["items"]]
        return [[state, deed["id"], json.loads(deed["body"])["text"]] for state, deed in deeds]

    def finish(self) -> None:
        """Until all that is on it is sent; then it is thrown away."""
        self.start()
        deadline = time.monotonic() + PATIENCE
        while any(state != "acknowledged" for state, *_ in self.kept()):
            if time.monotonic() > deadline:
                raise TimeoutError("the phone does not get rid of what it has")
            self.page.get_by_role("button", name="立即上传").click(force=True)
            self.page.wait_for_timeout(300)
        self.states += self.kept()
        self.kill()
        shutil.rmtree(self.profile, ignore_errors=True)


class Nursery:
    """Starts the server anew from a process that knows nothing of browsers: theirs cannot be forked."""

    def __init__(self, listening: socket.socket) -> None:
        self.listening = listening

    def __enter__(self) -> "Nursery":
        asked, self.ask = os.pipe()
        self.told, tell = os.pipe()
        self.child = os.fork()
        if self.child == 0:
            os.close(self.ask)
            self._serve(asked, tell)
        os.close(asked)
        os.close(tell)
        return self

    def _serve(self, asked: int, tell: int) -> None:
        try:
            with Forked(self.listening) as server:
                while os.read(asked, 1):
                    server.kill()
                    server.start()
                    os.write(tell, b".")
        finally:
            os._exit(0)

    def kill_server(self) -> None:
        os.write(self.ask, b".")
        os.read(self.told, 1)

    def __exit__(self, *_: object) -> None:
        os.close(self.ask)
        os.waitpid(self.child, 0)


def wait_for(found: Any) -> None:
    deadline = time.monotonic() + PATIENCE
    while not found():
        if time.monotonic() > deadline:
            raise TimeoutError
        time.sleep(0.02)


def kill(*, kills: int, seed: int = 1) -> Outcome:
    from playwright.sync_api import sync_playwright

    begun, dice = time.monotonic(), random.Random(seed)
    session, team = make_leader()
    of_server = 0
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listening:
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        with Nursery(listening) as server, sync_playwright() as playwright:
            phone = Phone(playwright, address, {**session, "url": address}, team)
            for _ in range(kills):
                phone.start()
                phone.write(dice.uniform(0, LONGEST_LIFE))
                if dice.random() < OF_THE_SERVER:
                    server.kill_server()
                    of_server += 1
                phone.kill()
                if len(phone.said) - phone.since >= NOTES_OF_A_PROFILE:
                    phone.finish()
                    phone.new_profile()
            phone.finish()
    return judge(phone, kills, of_server, time.monotonic() - begun)


def make_leader() -> tuple[dict[str, str], int]:
    from django.conf import settings
    from django.test import Client

    from tests.doors import enter
    from tests.world import make_mine

    mine = make_mine()
    client = Client()
    enter(client, mine.leader)
    name = settings.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[name].value}, mine.team.id


def judge(phone: Phone, kills: int, of_server: int, seconds: float) -> Outcome:
    from tongxin.records.models import Task
    from tongxin.sync.models import Operation

    there = Counter(Task.objects.filter(text__startswith="note-").values_list("text", flat=True))
    kept = {text for _, _, text in phone.states}
    ids = {key for _, key, _ in phone.states}
    applied = {str(key) for key in Operation.objects.filter(outcome="applied").values_list("id", flat=True)}
    return Outcome(
        kills=kills,
        of_server=of_server,
        said=len(phone.said),
        kept=len(phone.states),
        lost=len((set(phone.said) | kept) - set(there)) + len(ids - applied),
        doubled=sum(count - 1 for count in there.values()),
        strange=len(applied - ids) + len(set(there) - kept),
        seconds=seconds,
    )


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongxin.config.settings")
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright's loop runs beside the ORM
    said = [int(one) for one in sys.argv[1:3]]
    kills, seed = [*said, *(50, 1)[len(said) :]]
    with own_data():
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        outcome = kill(kills=kills, seed=seed)
    print(outcome)
    sys.exit(not outcome.good)


if __name__ == "__main__":
    main()
