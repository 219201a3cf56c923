"""Makes the demo group in an empty database."""

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from tongxin.kernel.errors import Refused
from tongxin.ops.demo.make import make_demo


class Command(BaseCommand):
    help = "Make the demo group: about 600 people, 60 teams, three months up to today."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--on", help="make it as of this day (YYYY-MM-DD), 09:30")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("This is production (TONGXIN_ENV): the demo's passwords are public.")
        at = timezone.now()  # noqa: TID251 - a surface reads the clock
        if options["on"]:
            at = timezone.make_aware(datetime.fromisoformat(f"{options['on']}T09:30"))
        try:
            made = make_demo(at=at)
        except Refused as refused:
            raise CommandError(refused.message) from None
        self.stdout.write("The demo group is made." if made else "The demo group is there already.")
