"""What the inbox no longer keeps: texts and names go, the ids stay for ever, so that nothing is born again."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from tongxin.facts import retention
from tongxin.facts.retention import Rule
from tongxin.kernel.actor import Actor
from tongxin.sync import held
from tongxin.sync.models import Grant, Outcome

DONE = Q(outcome=Outcome.APPLIED) | Q(decided_at__isnull=False)
KEPT = Q(emptied=False)
NOTHING = {
    "body": "", "wall": "", "mono": None, "boot": "", "person": None, "device": None, "reviewer": None,
    "decided_by": None, "sentence": "", "reason": "", "emptied": True,
}  # fmt: skip
NO_TWIN = {"body": "", "person": None, "reviewer": None, "decided_by": None, "reason": "", "emptied": True}

RULES = (
    Rule("sync.Operation", held.INBOX, since="received_at", only=KEPT & DONE, empty=NOTHING),
    Rule(
        "sync.Operation",
        held.REJECTED,
        since="received_at",
        only=KEPT & Q(outcome=Outcome.REJECTED),
        empty=NOTHING | {"review_by": None},
    ),
    Rule(
        "sync.Operation", held.UNDECIDED, since="received_at", only=KEPT, empty=NOTHING | {"review_by": None}
    ),
    Rule(
        "sync.Twin", held.INBOX, since="received_at", only=KEPT & Q(decided_at__isnull=False), empty=NO_TWIN
    ),
    Rule("sync.Twin", held.UNDECIDED, since="received_at", only=KEPT, empty=NO_TWIN),
    Rule("sync.Grant", held.GRANTS, since="expires_at"),
    Rule("sync.Grant", held.GRANTS, since="revoked_at"),
    Rule(
        "sync.Device",
        held.DEVICES,
        since="enrolled_at",
        only=Q(~Exists(Grant.objects.filter(device=OuterRef("id")))),
    ),
)


def apply_retention(*, by: Actor, at: datetime) -> int:
    return retention.apply(RULES, by=by, at=at)
