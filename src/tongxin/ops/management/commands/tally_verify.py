"""tongxin tally_verify: whether the counts of the board are what a recount of the items gives."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from tongxin.duties.commands import tally_differences, tally_rebuild
from tongxin.ops.rounds import companies, operator

SHOWN = 20


class Command(BaseCommand):
    """Exit 1 when something differs and was not mended."""

    help = "Compare the counts of duties with a recount; --mend sets them right."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--mend", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        amiss = [(company, place) for company in companies() for place in tally_differences(company)]
        for company, (unit, day) in amiss[:SHOWN]:
            self.stdout.write(f"company {company}: the counts of unit {unit} on {day} differ")
        if options["mend"]:
            mended = sum(tally_rebuild(company, by=operator(company)) for company in companies())
            self.stdout.write(f"{mended} counts set right")
        elif amiss:
            raise SystemExit(f"{len(amiss)} counts differ; tally_verify --mend sets them right")
        else:
            self.stdout.write("all counts agree with the items")
