"""tongxin worker: answers facts and makes the rounds until it is told to stop."""

import logging
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from tongxin.ops.worker import Worker


class Command(BaseCommand):
    help = "Answers what facts owe, raises shifts and duties, lets overdue duties climb. SIGTERM stops it cleanly."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="do everything that is due now, then stop")
        parser.add_argument("--parent", type=int, default=None, help="stop when this process is gone")

    def handle(self, *args: Any, **options: Any) -> None:
        logging.getLogger("tongxin").setLevel(logging.INFO)
        self.check(databases=["default"])
        worker = Worker(parent=options["parent"])
        worker.stop_on_signals()
        if options["once"]:
            answered = worker.once()
            self.stdout.write(f"{answered} reactions answered, all rounds made.")
            return
        self.stdout.write("The worker runs. Stop it with Ctrl-C or SIGTERM.")
        worker.run()
        self.stdout.write("The worker has stopped; nothing is left half-done.")
