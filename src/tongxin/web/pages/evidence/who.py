"""Who could look at two photos of which the viewer sees one; so chosen that it says nothing of the other's place."""

from datetime import datetime

from django.conf import settings
from django.utils import timezone

from tongxin.access.queries import actor_of
from tongxin.files.places import shots_among
from tongxin.files.queries import Finding
from tongxin.kernel.actor import Actor
from tongxin.orgs.queries import holders, units_seen_by
from tongxin.regimes.load import posts

MOST_ASKED = 8
MOST_NAMED = 2


def who_may(finding: Finding, *, viewer: Actor, at: datetime) -> list[str]:
    """Only among those who hold a post of the whole company: a nearer name would tell where the other lies."""
    pair = [finding.shot.file_id, finding.other_id or 0]
    able = [
        name for person, name in _asked(viewer, at) if len(shots_among(pair, viewer=_actor(person, at))) == 2
    ]
    return able[:MOST_NAMED]


def _asked(viewer: Actor, at: datetime) -> list[tuple[int, str]]:
    looking = [key for key, post in posts(settings.PACKS_DIR).items() if _looks(post.capabilities)]
    roots = units_seen_by(viewer).filter(parent=None).values_list("id", flat=True)
    found = {one.person_id: one.name for one in holders(looking, list(roots), timezone.localdate(at))}
    return [(person, name) for person, name in found.items() if person != viewer.person_id][:MOST_ASKED]


def _looks(capabilities: tuple[str, ...]) -> bool:
    return "record_view" in capabilities or "case_view" in capabilities


def _actor(person_id: int, at: datetime) -> Actor:
    return actor_of(person_id, at=at)
