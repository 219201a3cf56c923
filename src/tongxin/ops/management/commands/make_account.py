"""Make the first administrators of an empty server, and help one who lost the phone."""

import argparse
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from tongxin import clock
from tongxin.access.commands import accounts, administrators, second_factor
from tongxin.access.models import Account, AdministratorKind
from tongxin.facts.commands import record
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import Refused
from tongxin.orgs.models import Company, Person


class Command(BaseCommand):
    help = (
        "Gives a person a one-time code. With --administrator the first of that kind; later ones are"
        " made on the page by two administrators together. With --reset the second factor is forgotten;"
        " --reset without a number forgets everybody's that this secret key cannot read."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("number", nargs="?", default="", help="employee number")
        parser.add_argument("--name", default="", help="name, if the person is not in the roster yet")
        parser.add_argument("--company", default="", help="needed when there are several companies")
        parser.add_argument("--administrator", choices=AdministratorKind.values, default="")
        parser.add_argument("--reset", action="store_true", help="forget the second factor")

    def handle(self, *args: Any, **options: Any) -> None:
        at = clock.read()
        if not options["number"]:
            self.stdout.write(_reset_unreadable(options["reset"], at))
            return
        company = _company(options["company"])
        by = Actor(None, "命令行", company.id, administrator="security")
        person = _person(company, options["number"], options["name"], by)
        try:
            if options["administrator"]:
                administrators.found(person.id, options["administrator"], by=by, at=at)
            if options["reset"]:
                _reset(person, by)
            given = accounts.give_code(person.id, by=by, at=at)
        except Refused as refused:
            raise CommandError(refused.message) from refused
        self.stdout.write(f"{person.name} {given.number}")
        until = timezone.localtime(given.expires_at)
        self.stdout.write(f"一次性码 {given.code}，{until:%Y-%m-%d %H:%M} 前有效")


def _reset_unreadable(asked: bool, at: datetime) -> str:
    if not asked:
        raise CommandError("Give the employee number.")
    count = second_factor.reset_unreadable(by=Actor(None, "命令行", None, administrator="security"), at=at)
    return f"{count} second factors could not be read and are forgotten."


def _company(name: str) -> Company:
    companies = list(Company.objects.filter(name=name) if name else Company.objects.all()[:2])
    if len(companies) == 1:
        return companies[0]
    if name:
        return Company.objects.create(name=name)
    raise CommandError("Name the company: --company NAME. On an empty server it is made.")


def _person(company: Company, number: str, name: str, by: Actor) -> Person:
    """Somebody of the roster, or a new person without a unit: nobody is there yet to place them."""
    person = Person.objects.filter(company=company, employee_no=number).first()
    if person is None and not name:
        raise CommandError(f"Nobody has the number {number}. Give --name to add the person.")
    if person is None:
        with transaction.atomic():
            person = Person.objects.create(company=company, employee_no=number, name=name)
            record("person.joined", subject=("person", person.id), by=by, at=clock.read())
    return person


def _reset(person: Person, by: Actor) -> None:
    account = Account.objects.filter(person=person).first()
    if account is not None:
        second_factor.reset(account.id, by=by, at=clock.read())
