"""Who could look at two photos of which the viewer sees one; so chosen that it says nothing of the other's place."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.conf import settings
from django.utils import timezone

from tongxin.access.queries import actor_of
from tongxin.files.places import shots_among
from tongxin.files.queries import Finding
from tongxin.kernel.actor import Actor
from tongxin.orgs.queries import holders, units_seen_by
from tongxin.regimes.load import posts

MOST_ASKED = 4
MOST_NAMED = 2


def who_may(findings: Sequence[Finding], *, viewer: Actor, at: datetime) -> Mapping[int, list[str]]:
    """By the other picture. Only of those who hold a post of the whole company: a nearer name would tell where
    the other lies."""
    hidden = [(one.shot.file_id, one.other_id) for one in findings if one.other_id and one.other is None]
    files = {file for pair in hidden for file in pair}
    able: dict[int, list[str]] = defaultdict(list)
    for person, name in _asked(viewer, at) if hidden else ():
        seen = shots_among(files, viewer=actor_of(person, at=at))
        for here, there in hidden:
            if {here, there} <= set(seen) and len(able[there]) < MOST_NAMED:
                able[there].append(name)
    return able


def _asked(viewer: Actor, at: datetime) -> list[tuple[int, str]]:
    looking = [key for key, post in posts(settings.PACKS_DIR).items() if _looks(post.capabilities)]
    roots = units_seen_by(viewer).filter(parent=None).values_list("id", flat=True)
    found = {one.person_id: one.name for one in holders(looking, list(roots), timezone.localdate(at))}
    return [(person, name) for person, name in found.items() if person != viewer.person_id][:MOST_ASKED]


def _looks(capabilities: tuple[str, ...]) -> bool:
    return "record_view" in capabilities or "case_view" in capabilities
