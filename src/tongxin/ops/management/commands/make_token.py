"""Make an API token for a person; it never opens more than the person may at the time."""

import argparse
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tongxin import clock
from tongxin.access.commands import tokens
from tongxin.access.queries import actor_of
from tongxin.kernel.errors import Invalid, Refused
from tongxin.orgs.models import Person


class Command(BaseCommand):
    help = "Prints a new token once. Scopes: " + ", ".join(tokens.SCOPES)

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("number", help="employee number of the person whose rights it has")
        parser.add_argument("--company", default="")
        parser.add_argument("--name", required=True, help="who uses it and what for")
        parser.add_argument("--scopes", nargs="+", required=True, choices=list(tokens.SCOPES))
        parser.add_argument("--days", type=int, default=90)

    def handle(self, *args: Any, **options: Any) -> None:
        people = Person.objects.filter(employee_no=options["number"])
        if options["company"]:
            people = people.filter(company__name=options["company"])
        found = list(people[:2])
        if len(found) != 1:
            several = "Several companies have" if found else "Nobody has"
            raise CommandError(f"{several} the number {options['number']}. Use --company NAME.")
        at = clock.read()
        try:
            made = tokens.make_token(
                options["name"],
                scopes=options["scopes"],
                days=options["days"],
                by=actor_of(found[0].id, at=at),
                at=at,
            )
        except Invalid as wrong:
            raise CommandError("".join(wrong.fields.values())) from wrong
        except Refused as refused:
            raise CommandError(refused.message) from refused
        self.stdout.write(made.secret)
