"""tongxin raise_duties: what every company owes, from a day to some days ahead."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from tongxin import clock
from tongxin.duties.commands import raise_duties
from tongxin.kernel.periods import DAY
from tongxin.ops.rounds import companies, operator
from tongxin.orgs.models import Company


class Command(BaseCommand):
    """The worker does the same by itself; this is for a day that was missed."""

    help = "Raise the duties of a day (today) and of some days after it; safe to repeat."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--day", type=date.fromisoformat, help="YYYY-MM-DD; today when left out")
        parser.add_argument("--ahead", type=int, default=0, help="so many days more")
        parser.add_argument("--company", help="the company's name; all when left out")

    def handle(self, *args: Any, **options: Any) -> None:
        at = clock.read()
        first = options["day"] or timezone.localdate(at)
        for company_id in self._companies(options["company"]):
            for offset in range(options["ahead"] + 1):
                day = first + offset * DAY
                fact = raise_duties(company_id=company_id, day=day, by=operator(company_id), at=at)
                self.stdout.write(f"company {company_id}, {day}: {fact.data['count']} items raised")

    def _companies(self, name: str | None) -> list[int]:
        if name is None:
            return list(companies())
        found = list(Company.objects.filter(name=name).values_list("id", flat=True))
        if not found:
            raise CommandError(f"没有叫“{name}”的公司，请核对名称")
        return found
