"""Keep a child process running while this one does."""

import logging
import os
import subprocess
import sys
from threading import Event, Thread

logger = logging.getLogger(__name__)

GRACE = 10.0  # seconds for a child to stop by itself
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0


class Supervised:
    """`tongxin ARGUMENTS` as a child that is started again, ever more slowly, when it ends."""

    def __init__(self, *arguments: str) -> None:
        self.command = [sys.executable, "-m", "tongxin.ops.cli", *arguments, "--parent", str(os.getpid())]
        self.stopping = Event()
        self.child: subprocess.Popen[bytes] | None = None
        self.thread = Thread(target=self._keep, daemon=True)

    def start(self) -> None:
        self.thread.start()

    def stop(self) -> None:
        self.stopping.set()
        if self.child and self.child.poll() is None:
            self.child.terminate()
            try:
                self.child.wait(GRACE)
            except subprocess.TimeoutExpired:
                self.child.kill()
        self.thread.join(GRACE)

    def _keep(self) -> None:
        pause = FIRST_PAUSE
        while not self.stopping.is_set():
            self.child = subprocess.Popen(self.command, stdout=subprocess.DEVNULL)  # noqa: S603 - our own command
            code = self.child.wait()
            if self.stopping.wait(pause):
                return
            logger.warning("the worker ended with %s; it is started again", code)
            pause = min(pause * 2, LONGEST_PAUSE)
