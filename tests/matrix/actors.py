"""Who asks: nobody, each post at a place of its own, three administrators, and people without a valid post."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.test import Client

from tests.clock import NOW, TODAY
from tests.doors import enter
from tests.factories import appoint, make_administrator, make_person
from tests.matrix.world import World
from tongxin.access.commands.tokens import SCOPES, digest
from tongxin.access.models import Token
from tongxin.access.queries import actor_of
from tongxin.kernel.actor import NOBODY, Actor
from tongxin.orgs.models import Person, Unit
from tongxin.regimes.load import posts

# Which right opens which token; "own" opens to the person alone.
OPENS = {
    "phone": ("person_view", "org_edit", "roster_import"),
    "basis": ("org_view",),
    "record": ("record_view", "record_write"),
    "private": ("record_confidential",),
    "task": ("record_view", "record_write"),
    "duty": ("duty_view",),
    "report": ("report_view",),
    "case": ("case_view",),
    "confidential": ("case_confidential",),
    "sealed": (),
    "roster": ("roster_import",),
    "own": (),
}
# Kinds with a unit above them come first, so that a post has a parent to look at.
PLACES = (
    "team", "section", "mine", "branch", "party_group", "general_branch", "union_group", "section_union",
    "committee", "union", "company",
)  # fmt: skip


@dataclass
class Asker:
    """One row of the matrix. `own` is the unit that the relations are counted from."""

    name: str
    own: Unit
    client: Client
    bearer: str
    actor: Actor

    def relations(self, world: World) -> dict[str, Unit]:
        found = {"own": self.own}
        if children := world.children(self.own):
            found["child"] = children[0]
        if self.own.parent_id:
            found["parent"] = next(unit for unit in world.units.values() if unit.id == self.own.parent_id)
        if sibling := world.units.get(f"{self.own.kind}_2"):
            found["sibling"] = sibling
        if linked := world.linked(self.own):
            found["linked"] = linked
        found["elsewhere"] = world.units[f"other_{self.own.kind}"]
        return found

    def may_read(self, unit: Unit, what: str) -> bool:
        if (
            self.name == "subject"
            and unit.id == self.own.id
            and what not in ("private", "confidential", "sealed")
        ):
            return True
        return any(self.actor.may_in(right, unit_id=unit.id, path=unit.path) for right in OPENS[what])


def askers(world: World) -> Iterator[Asker]:
    team = world.units["team"]
    yield Asker("anonymous", team, Client(raise_request_exception=False), "", NOBODY)
    for key, post in posts(settings.PACKS_DIR).items():
        own = next(world.units[place] for place in PLACES if place in post.units)
        person = make_person(world.company, name=f"持 {key}")
        appoint(person, key, own)
        yield _asker(key, own, person)
    for kind in ("system", "security", "audit"):
        person = make_person(world.company, name=f"管 {kind}")
        make_administrator(person, kind)
        yield _asker(f"admin {kind}", team, person)
    subject = world.things[team.id].person
    assert subject is not None
    yield _asker("subject", team, subject)
    for name, given in (
        ("term ended", {"ends_date": TODAY - timedelta(days=1)}),
        ("term to come", {"starts_date": TODAY + timedelta(days=1)}),
    ):
        person = make_person(world.company, name=name)
        appoint(person, "branch_secretary", world.units["branch"], **given)
        yield _asker(name, team, person)


def _asker(name: str, own: Unit, person: Person) -> Asker:
    client = Client(raise_request_exception=False)
    enter(client, person)
    bearer = f"tx_{name}"
    Token.objects.create(
        person=person, name="matrix", digest=digest(bearer), scopes=list(SCOPES),
        created_at=NOW, expires_at=NOW + timedelta(days=9),
    )  # fmt: skip
    return Asker(name, own, client, bearer, actor_of(person.id, at=NOW))
