"""Which frame a person's own pages stand in."""

from django.conf import settings

from tongxin.kernel.actor import Actor
from tongxin.regimes.load import posts


def frame_of(actor: Actor) -> dict[str, object]:
    """The office's where the first post held is an office post, the phone's for everybody else."""
    known = posts(settings.PACKS_DIR)
    held = [known[held.post] for held in actor.posts if held.post in known]
    desk = bool(held) and held[0].home == "desk"
    return {"base": "desk.html" if desk else "field.html", "desk": desk}
