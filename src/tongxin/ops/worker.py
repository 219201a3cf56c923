"""The one process that answers facts and makes the rounds; several may run on PostgreSQL."""

import logging
import os
import signal
from collections.abc import Callable
from datetime import datetime
from threading import Event

from django.db import DatabaseError, close_old_connections, connection

from tongxin import clock
from tongxin.facts.commands import answer_next, beat
from tongxin.facts.queries import WORKER
from tongxin.ops.rounds import make_rounds

logger = logging.getLogger(__name__)

BATCH = 100  # reactions between two heartbeats
PAUSE = 1.0  # seconds to rest when nothing is due
PAUSE_AFTER_FAILURE = 5.0


class Worker:
    """`parent`: the process that started it; when that is gone, it goes too."""

    def __init__(self, read: Callable[[], datetime] = clock.read, *, parent: int | None = None) -> None:
        self.read = read
        self.parent = parent
        self.stopping = Event()

    def stop_on_signals(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self.stopping.set())

    def run(self) -> None:
        """Turn until told to stop; a database that is away for a while is waited for."""
        while not self.stopping.is_set() and not self._orphaned():
            try:
                close_old_connections()
                if not self.turn():
                    self.stopping.wait(PAUSE)
            except DatabaseError:
                logger.exception("the database does not answer; trying again")
                connection.close()
                self.stopping.wait(PAUSE_AFTER_FAILURE)

    def turn(self) -> int:
        """One heartbeat, the rounds that are due, and a batch of reactions; gives how many."""
        at = self.read()
        beat(WORKER, at=at)
        make_rounds(at)
        return self._answer(BATCH)

    def once(self) -> int:
        """Everything that is due now."""
        at = self.read()
        beat(WORKER, at=at)
        make_rounds(at, all_now=True)
        answered = 0
        while count := self._answer(BATCH):
            answered += count
        return answered

    def _answer(self, most: int) -> int:
        for count in range(most):
            if self.stopping.is_set() or not answer_next(at=self.read()):
                return count
        return most

    def _orphaned(self) -> bool:
        return self.parent is not None and os.getppid() != self.parent
