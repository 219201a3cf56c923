"""Phones that run the real engine in Node, the real server, and between them a network over which we rule."""

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django.test import Client

from scripts.assets import FRONTEND, tools
from tests.clock import NOW
from tests.world import Mine
from tongxin.access.queries import actor_of
from tongxin.orgs.models import Person
from tongxin.records.models import Task
from tongxin.sync.commands import apply_held, enrol_device, expire_held, mark_backed_up, new_epoch
from tongxin.sync.models import Grant, Operation
from tongxin.sync.queries import last_seq

OBJECTS = UUID("00000000-0000-4000-8000-000000000000")
STATES = {"acknowledged": "applied"}  # the phone's word -> the server's; the others are the same
ROUNDS = 60

Event = dict[str, Any]


class Host:
    """The process in which the phones run. It is asked line by line, and answers until nothing more happens."""

    def __init__(self) -> None:
        node, _ = tools()
        self._process = subprocess.Popen(
            [node, FRONTEND / "build/host/main.js"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def tell(self, do: str, **line: Any) -> list[Event]:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps({"do": do, **line}) + "\n")
        self._process.stdin.flush()
        events: list[Event] = []
        while (event := json.loads(self._process.stdout.readline())) != {"idle": True}:
            events.append(event)
        return events

    def ask(self, do: str, **line: Any) -> Any:
        return next(event["answer"] for event in self.tell(do, **line) if event.get("did") == do)

    def close(self) -> None:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.close()
        self._process.wait(timeout=10)
        self._process.stdout.close()


@dataclass
class Time:
    """What the server's clock says."""

    now: datetime = NOW


@dataclass
class Deed:
    """What somebody did, as we remember it beside phone and server."""

    phone: str
    person: str
    text: str
    amount: int


@dataclass
class Underground:
    """Three phones and a server. Every step of the network is one call, so that a test may order them freely."""

    host: Host
    mine: Mine
    tasks: list[int]
    tokens: dict[int, str]
    time: Time
    seed: int = 1
    deeds: dict[str, Deed] = field(default_factory=dict)
    in_flight: list[Event] = field(default_factory=list)  # requests on their way
    answered: list[tuple[Event, Event]] = field(default_factory=list)  # answers on their way
    ghosts: list[Event] = field(default_factory=list)  # copies that may come once more, at any time
    trace: list[Any] = field(default_factory=list)
    backup: str | None = None
    people: dict[str, list[Person]] = field(default_factory=dict)
    ids: dict[str, Person] = field(default_factory=dict)
    client: Client = field(default_factory=Client)

    def __post_init__(self) -> None:
        mine, self.now = self.mine, NOW
        self.people = {"a": [mine.leader, mine.instructor], "b": [mine.worker], "c": [mine.other_leader]}
        self.ids = {str(one.id): one for people in self.people.values() for one in people}
        self.host.tell("forget")
        for number, phone in enumerate(self.people):
            self.host.tell("phone", phone=phone, seed=self.seed * 10 + number, now=self._milliseconds())
            for person in self.people[phone]:
                self._use(phone, person, self.tokens[person.id])

    @property
    def now(self) -> datetime:
        return self.time.now

    @now.setter
    def now(self, value: datetime) -> None:
        self.time.now = value

    # What people and phones do

    def enqueue(
        self, phone: str, kind: str, *, who: int = 0, thing: int = 0, after: int | None = None
    ) -> None:
        person = self.people[phone][who % len(self.people[phone])]
        number = len(self.deeds) + 1
        text = f"第{number}条，{number * 7 % 13}米"
        deed = self._deed(kind, text)
        deed["object"] = str(uuid5(OBJECTS, f"{phone} {thing}"))
        if after is not None and self.deeds:
            deed["after"] = [list(self.deeds)[after % len(self.deeds)]]
        item = self.host.ask("enqueue", phone=phone, deed={**deed, "person": str(person.id)})
        self.deeds[item["operation"]["id"]] = Deed(phone, str(person.id), text, number * 7 % 13)
        self.trace.append(["enqueue", phone, item["operation"]])

    def _deed(self, kind: str, text: str) -> Event:
        team = self.mine.team.id
        return {
            "note": {"type": "handover.note", "body": {"team": team, "text": text}},
            "done": {"type": "task.done", "body": {"task": self.tasks[len(text) % len(self.tasks)]}},
            "strange": {"type": "future.thing", "body": {"text": text}},
            "unreadable": {"type": "handover.note", "body": [text]},
        }[kind]

    def sync(self, phone: str, *, now: bool = False) -> None:
        self._hear(self.host.tell("sync", phone=phone, now=now))

    def sign_in(self, phone: str) -> None:
        """Whoever was told to; the others' tokens are good."""
        for person in self.people[phone]:
            if self.host.ask("standing", phone=phone, person=str(person.id))["signIn"]:
                self._use(phone, person, token_for(person, at=self.now))

    def _use(self, phone: str, person: Person, token: str) -> None:
        self.host.tell("sign_in", phone=phone, person=str(person.id), token=token)

    def open_anew(self, phone: str, shape: int) -> None:
        """The page is closed and opened, perhaps of another release; what it still waited for is nobody's."""
        mine, others = self._split(self.in_flight, phone)
        self.in_flight, self.ghosts = others, [*self.ghosts, *mine]
        self.answered = [pair for pair in self.answered if pair[0]["phone"] != phone]
        self.host.tell("phone", phone=phone, now=self._milliseconds(), shape=shape)

    def set_clock(self, phone: str, days: int) -> None:
        self.host.tell("skew", phone=phone, milliseconds=days * 24 * 3600 * 1000)

    def wait(self, hours: float) -> None:
        self.now += timedelta(hours=hours)
        for phone in self.people:
            self.host.tell("pass", phone=phone, milliseconds=round(hours * 3600 * 1000))

    # What the network does

    def deliver(self, which: int) -> None:
        """A request reaches the server; its answer sets out."""
        request = self._take(self.in_flight, which)
        self.ghosts.append(request)
        self.answered.append((request, self._server(request)))

    def deliver_ghost(self, which: int) -> None:
        """It was sent twice on the way; nobody waits for this answer any more."""
        self._server(self.ghosts[which % len(self.ghosts)])

    def lose_request(self, which: int) -> None:
        self._answer(self._take(self.in_flight, which), {"kind": "failed"})

    def delay_request(self, which: int) -> None:
        """The phone gives up; the request comes all the same, later."""
        request = self._take(self.in_flight, which)
        self.ghosts.append(request)
        self._answer(request, {"kind": "failed"})

    def answer(self, which: int) -> None:
        self._answer(*self._take(self.answered, which))

    def lose_answer(self, which: int) -> None:
        request, _ = self._take(self.answered, which)
        self._answer(request, {"kind": "failed"})

    def cut_answer(self, which: int, keep: int) -> None:
        """Only so many of its answers, and not the rest."""
        request, posted = self._take(self.answered, which)
        if posted["kind"] == "reply":
            answers = posted["reply"]["answers"]
            posted = {
                "kind": "reply",
                "reply": {**posted["reply"], "answers": answers[: keep % (len(answers) + 1)]},
            }
        self._answer(request, posted)

    def meet(self, fate: str) -> None:
        """What becomes of the newest request, and of its answer."""
        if not self.in_flight:
            return
        if fate in ("lost", "late"):
            (self.lose_request if fate == "lost" else self.delay_request)(-1)
            return
        self.deliver(-1)
        if fate == "cut":
            self.cut_answer(-1, 1)
        else:
            (self.answer if fate == "fine" else self.lose_answer)(-1)

    # What the server's people do

    def end_tokens(self, phone: str) -> None:
        Grant.objects.filter(person__in=self.people[phone]).update(expires_at=self.now)

    def back_up(self) -> None:
        self.backup = transaction.savepoint()
        mark_backed_up(last_seq(), made_at=self.now, at=self.now)

    def restore(self) -> None:
        if self.backup is not None:
            transaction.savepoint_rollback(self.backup)
            new_epoch(at=self.now)

    # In the end

    def come_to_rest(self) -> None:
        """Up again: the network is good, everybody signs in, and what waits for something long is taken."""
        while self.answered:
            self.lose_answer(0)
        while self.in_flight:  # one that fails lets the next person's go
            self.lose_request(0)
        for hours in (1, 6 * 24):
            self.wait(hours)
            apply_held(at=self.now)
            expire_held(at=self.now)
            for phone in self.people:
                self._send_all(phone)
                self.sign_in(phone)
                self._send_all(phone)

    def _send_all(self, phone: str) -> None:
        self.sync(phone, now=True)
        for _ in range(ROUNDS):
            if not self.in_flight and not self.answered:
                return
            while self.in_flight:
                self.deliver(0)
            while self.answered:
                self.answer(0)
        raise AssertionError(f"phone {phone} does not come to rest")

    def check(self) -> None:
        """As many operations on the server as were done, each once, each with one effect, and all states named."""
        there = {str(row.id): row for row in Operation.objects.all()}
        assert set(there) == set(self.deeds)
        self._check_phones(there)
        applied = {key: deed for key, deed in self.deeds.items() if there[key].outcome == "applied"}
        notes = {key: deed for key, deed in applied.items() if there[key].type == "handover.note"}
        texts = list(Task.objects.filter(text__startswith="第").values_list("text", flat=True))
        assert sorted(texts) == sorted(deed.text for deed in notes.values())
        assert sum(_amount(text) for text in texts) == sum(deed.amount for deed in notes.values())
        assert all(str(there[key].person_id) == deed.person for key, deed in self.deeds.items())

    def _check_phones(self, there: dict[str, Operation]) -> None:
        for phone, people in self.people.items():
            for person in people:
                items = self.host.ask("outbox", phone=phone, person=str(person.id))
                told = {item["operation"]["id"]: STATES.get(item["state"], item["state"]) for item in items}
                assert told == {key: there[key].outcome for key in told}
                gone = {key for key, deed in self.deeds.items() if deed.person == str(person.id)} - set(told)
                assert all(there[key].outcome == "applied" for key in gone)

    # How it is done

    def _server(self, request: Event) -> Event:
        if request["call"] != "post":
            return {"kind": "failed"}
        response = self.client.post(
            "/api/sync/ops",
            request["payload"],
            content_type="application/json",
            headers={"Authorization": f"Bearer {request['token']}"},
        )
        if response.status_code == 401:
            return {"kind": "unauthorised"}
        assert response.status_code == 200, response.content
        reply = response.json()
        self.trace.append(
            ["server", [[one["id"], one["outcome"], one["sentence"]] for one in reply["answers"]]]
        )
        return {"kind": "reply", "reply": reply}

    def _answer(self, request: Event, posted: Event) -> None:
        self._hear(self.host.tell("answer", request=request["request"], posted=posted))

    def _hear(self, events: list[Event]) -> None:
        for event in events:
            assert "failed" not in event, event
            if "request" in event:
                self.in_flight.append(event)
                ops = event["payload"].get("ops", [])
                self.trace.append(["request", event["phone"], [one["id"] for one in ops]])
            else:
                self.trace.append(event)

    def _milliseconds(self) -> int:
        return round(self.now.timestamp() * 1000)

    @staticmethod
    def _take(among: list[Any], which: int) -> Any:
        return among.pop(which % len(among))

    @staticmethod
    def _split(requests: list[Event], phone: str) -> tuple[list[Event], list[Event]]:
        mine = [one for one in requests if one["phone"] == phone]
        return mine, [one for one in requests if one["phone"] != phone]


def token_for(person: Person, *, at: datetime) -> str:
    return enrol_device("手机", by=actor_of(person.id, at=at), at=at).token


def _amount(text: str) -> int:
    return int(text.split("，")[1].removesuffix("米"))


@contextmanager
def rolled_back() -> Iterator[None]:
    """What happens inside has never happened."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
