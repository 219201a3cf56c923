"""A log-in for each post of the demo."""

from datetime import date, datetime

from django.contrib.auth.hashers import make_password

from tongxin.access.models import Account, Administrator
from tongxin.ops.demo.org import Group
from tongxin.ops.demo.plan import PASSWORD
from tongxin.orgs.models import Appointment, Person

ADMINISTRATORS = (("system", "系统"), ("security", "安全"), ("audit", "审计"))


def make_logins(group: Group, *, on: date, at: datetime) -> None:
    """One account a post, and a worker without any; the password is the demo's, hashed once."""
    first: dict[str, Person] = {}
    held = Appointment.objects.filter(unit__company=group.company).select_related("person")
    for row in held.order_by("id"):
        first.setdefault(row.post, row.person)
    people = {person.id: person for person in first.values()}
    worker = group.teams[0].people[6]
    people[worker.id] = worker
    for kind, word in ADMINISTRATORS:
        person = Person.objects.create(
            company=group.company, employee_no=f"ADM-{kind}", name=f"{word}管理员", trade="管理"
        )
        Administrator.objects.create(person=person, company=group.company, kind=kind, starts_date=on)
        people[person.id] = person
    password = make_password(PASSWORD)
    Account.objects.bulk_create(
        Account(
            username=person.employee_no,
            person=person,
            password=password,
            must_change_password=False,
            created_at=at,
        )
        for person in people.values()
    )
