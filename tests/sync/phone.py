"""A phone as the server sees it: it writes operations down and hands them in."""

import hashlib
import json
import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.test import Client

from tests.clock import NOW
from tests.world import Mine
from tongxin.access.queries import actor_of
from tongxin.orgs.models import Membership, Person, Shift, Unit
from tongxin.sync.commands import enrol_device

OPS = "/api/sync/ops"


def body_of(body: Any) -> dict[str, str]:
    text = body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)
    return {"body": text, "sha256": hashlib.sha256(text.encode()).hexdigest()}


def operation(kind: str, body: Any, *, done_at: datetime = NOW, **more: Any) -> dict[str, Any]:
    """As the phone writes it; `done_at` is what its clocks said, truly, a while before sending."""
    ago = (NOW - done_at) / timedelta(milliseconds=1)
    return {
        "id": str(uuid.uuid4()),
        "type": kind,
        "schema": 1,
        "object": str(uuid.uuid4()),
        "base": None,
        "after": [],
        **body_of(body),
        "blobs": [],
        "wall": done_at.isoformat(),
        "mono": 1e9 - ago,
        "boot": "page-1",
        **more,
    }


@dataclass
class Phone:
    person: Person
    at: datetime = NOW
    token: str = ""
    client: Client = field(default_factory=Client)

    def __post_init__(self) -> None:
        by = actor_of(self.person.id, at=self.at)
        self.token = self.token or enrol_device("Chrome · 安卓", by=by, at=self.at).token

    def post(self, *operations: Any, **more: Any) -> Any:
        sent = {"epoch": "", "ops": list(operations), "wall": NOW.isoformat(), "mono": 1e9, "boot": "page-1"}
        return self.client.post(
            OPS,
            json.dumps({**sent, **more}),
            content_type="application/json",
            headers={"Authorization": f"Bearer {self.token}"},
        )

    def send(self, *operations: Any, **more: Any) -> list[dict[str, Any]]:
        response = self.post(*operations, **more)
        assert response.status_code == 200, response.content.decode()
        answers: list[dict[str, Any]] = response.json()["answers"]
        return answers

    def outcomes(self, *operations: Any, **more: Any) -> list[str]:
        return [answer["outcome"] for answer in self.send(*operations, **more)]


def meeting_of(team: Unit, people: list[int], **more: Any) -> dict[str, Any]:
    """A pre-shift meeting of the team's next shift, led by the first, at which everybody was."""
    return {
        "team": team.id,
        "shift": Shift.objects.filter(team=team).values_list("id", flat=True)[0],
        "kind": "pre_shift_meeting",
        "held_at": NOW.isoformat(),
        "chair": people[0],
        "marks": {str(one): {"present": True, "reason": ""} for one in people},
        "risks": ["rib", "roof"],
        "told": True,
        "oath": True,
        **more,
    }


def meeting(mine: Mine, **more: Any) -> dict[str, Any]:
    people = Membership.objects.filter(unit=mine.team).order_by("id").values_list("person", flat=True)
    return meeting_of(mine.team, list(people), **more)


def hazard(mine: Mine, **more: Any) -> dict[str, Any]:
    given = {"what": "三号皮带机尾护栏松了", "place": "三号皮带机尾", "category": "machine"}
    return {"kind": "hazard", "unit": mine.team.id, "given": given, "anonymous": False, "files": [], **more}
