"""First load of the front-line pages on a slow phone with a slow network, in a real browser."""

import gzip
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from django.db import connections
from playwright.sync_api import Browser, CDPSession, sync_playwright

from bench.__main__ import Report
from bench.close_meeting import log_in, make_team
from tongxin.web.assets import service_worker

KILOBYTES, SECONDS = 120, 3.0
OFFLINE_SECONDS = 5.0
SLOWER_CPU = 4
BYTES_A_SECOND = 1_600_000 / 8
LATENCY = 150  # ms, as a phone network has


class Quiet(WSGIRequestHandler):
    """Prints no line for each request."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the base class
        pass


def run(report: Report) -> None:
    path = shutil.which("chromium")
    if path is None:
        raise SystemExit("Chromium is missing. Run: apt-get install chromium fonts-noto-cjk")
    call_command("collectstatic", interactive=False, verbosity=0)
    mine, shift = make_team("前线页面", 14)
    client = log_in(mine.leader)
    meeting = client.post("/preshift", {"shift": shift.id}).headers["Location"]
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    with _serve() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-quic"])
        for name, url in (("Today", "/"), ("the meeting", meeting), ("handover", "/handover")):
            _load(browser, f"{address}{url}", session)  # the server's first request compiles templates
            size, seconds = _load(browser, f"{address}{url}", session)
            report.value(f"first load of {name}", size / 1024, "KiB gzip", limit=KILOBYTES)
            report.value(f"{name} is usable after", seconds, "s", limit=SECONDS)
        _load_field(browser, address, session)
        size, seconds = _load_field(browser, address, session)
        report.value("JavaScript of the phone's pages", size / 1024, "KiB gzip", limit=KILOBYTES)
        report.value("what was taken along is usable after", seconds, "s", limit=OFFLINE_SECONDS)
        browser.close()


@contextmanager
def _serve() -> Iterator[str]:
    server = ThreadedWSGIServer(("127.0.0.1", 0), Quiet, connections_override=None)
    server.set_app(get_wsgi_application())
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        connections.close_all()


def _load(browser: Browser, url: str, session: str) -> tuple[float, float]:
    """Bytes over the wire, and seconds until the page is drawn and its scripts have run."""
    context = browser.new_context(viewport={"width": 390, "height": 844})
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": url}])
    page = context.new_page()
    wire = context.new_cdp_session(page)
    received = [0.0]
    _slow_down(wire)
    wire.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    answer = page.goto(url, wait_until="load")
    if answer is None or answer.status != 200:
        raise RuntimeError(f"{url} answered {answer and answer.status}")
    usable = page.evaluate(
        "Math.max(performance.getEntriesByType('navigation')[0].loadEventEnd,"
        " ...performance.getEntriesByType('paint').map(one => one.startTime))"
    )
    context.close()
    return sum(received), usable / 1000


def _load_field(browser: Browser, address: str, session: str) -> tuple[float, float]:
    """Bytes of JavaScript over the wire at the first load, with the service worker's, and seconds until the
    meeting may be begun: enrolled, taken along, drawn."""
    context = browser.new_context(viewport={"width": 390, "height": 844})
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": address}])
    page = context.new_page()
    wire = context.new_cdp_session(page)
    scripts: dict[str, float] = {}
    _slow_down(wire)
    wire.on("Network.responseReceived", lambda event: _note_script(event, scripts))
    wire.on("Network.loadingFinished", lambda event: _note_size(event, scripts))
    page.goto(f"{address}/field", wait_until="commit")
    page.get_by_role("link", name="班前会").first.wait_for()
    usable = page.evaluate("performance.now()")
    page.evaluate("navigator.serviceWorker.ready")
    worker = gzip.compress(service_worker().encode())  # fetched past the page's own wire
    context.close()
    return sum(scripts.values()) + len(worker), usable / 1000


def _note_script(event: dict[str, Any], scripts: dict[str, float]) -> None:
    if event["type"] == "Script":
        scripts[event["requestId"]] = 0.0


def _note_size(event: dict[str, Any], scripts: dict[str, float]) -> None:
    if event["requestId"] in scripts:
        scripts[event["requestId"]] = event["encodedDataLength"]


def _slow_down(wire: CDPSession) -> None:
    wire.send("Network.enable")
    # Gzip, as an old web view asks for it.
    wire.send("Network.setExtraHTTPHeaders", {"headers": {"Accept-Encoding": "gzip"}})
    wire.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": LATENCY,
            "downloadThroughput": BYTES_A_SECOND,
            "uploadThroughput": BYTES_A_SECOND,
        },
    )
    wire.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER_CPU})
