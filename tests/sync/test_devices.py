"""A device's token hands in, for thirty days and one person, and reads nothing."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests.clock import NOW
from tests.doors import enter
from tests.factories import make_account, make_administrator, make_person
from tests.records.preshift.world import make_task
from tests.sync.phone import Phone, operation
from tests.world import Mine, make_mine
from tongxin import clock
from tongxin.access.commands.accounts import give_code, lock_account, unlock_account
from tongxin.access.queries import actor_of
from tongxin.access.registry import routes
from tongxin.facts.models import Fact
from tongxin.kernel.errors import NotAllowed, NotFound
from tongxin.sync.commands import enrol_device, new_epoch, revoke_device
from tongxin.sync.models import Device, Grant
from tongxin.sync.queries import my_devices


def by(person: Any) -> Any:
    return actor_of(person.id, at=NOW)


@pytest.mark.row("BY-4")
def test_enrolling_gives_a_secret_once_and_keeps_its_digest(working: Mine) -> None:
    made = enrol_device("Chrome · 安卓", by=by(working.leader), at=NOW)

    grant = Grant.objects.get()
    assert made.token not in grant.digest
    assert (grant.expires_at, made.expires_at) == (NOW + timedelta(days=30),) * 2
    assert (made.fact.kind, Fact.objects.get(kind="device.enrolled").by_id) == (
        "device.enrolled",
        working.leader.id,
    )
    assert [(line.name, line.key) for line in my_devices(viewer=by(working.leader), at=NOW)] == [
        ("Chrome · 安卓", made.device)
    ]


def test_two_people_share_a_device_and_each_has_a_token(working: Mine) -> None:
    first = enrol_device("手机", by=by(working.leader), at=NOW)
    second = enrol_device("手机", by=by(working.worker), at=NOW, device=first.device)
    again = enrol_device("手机", by=by(working.leader), at=NOW, device=first.device)

    assert Device.objects.count() == 1
    assert Grant.objects.filter(revoked_at=None).count() == 2
    assert [Phone(working.leader, token=one.token).post().status_code for one in (first, second, again)] == [
        401, 200, 200,
    ]  # fmt: skip


def test_a_device_of_another_company_is_a_new_one(working: Mine) -> None:
    first = enrol_device("手机", by=by(working.leader), at=NOW)
    other = make_mine("别家煤业")

    assert enrol_device("手机", by=by(other.leader), at=NOW, device=first.device).device != first.device


def test_administrators_hand_in_nothing(working: Mine) -> None:
    person = make_person(working.company)
    make_administrator(person, "system")

    with pytest.raises(NotAllowed, match="管理员不能离线办事"):
        enrol_device("手机", by=by(person), at=NOW)


@pytest.mark.row("BY-4")
def test_a_token_that_is_over_or_revoked_hands_in_nothing(
    working: Mine, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone = Phone(working.leader)
    note = operation("handover.note", {"team": working.team.id, "text": "机尾浮煤"})
    monkeypatch.setattr(clock, "read", lambda: NOW + timedelta(days=30))

    over = phone.post(note)
    monkeypatch.setattr(clock, "read", lambda: NOW)
    revoke_device(Device.objects.get().key, by=by(working.leader), at=NOW)
    revoked = phone.post(note)

    assert (over.status_code, revoked.status_code, over.content) == (401, 401, revoked.content)
    assert Phone(working.leader).outcomes(note) == ["applied"]
    with pytest.raises(NotFound, match="没有找到这台手机"):
        revoke_device(Device.objects.order_by("id")[0].key, by=by(working.leader), at=NOW)


def test_a_locked_account_hands_in_nothing(working: Mine) -> None:
    phone = Phone(working.leader)
    make_account(working.leader, is_active=False)

    assert phone.post().status_code == 401


CANARY = "只给看得到的人看"


@pytest.mark.row("BY-4")
def test_with_a_devices_token_nothing_can_be_read(working: Mine) -> None:
    """On bytes, not on status codes: no route answers the token with what its person may read."""
    make_task(working.team, CANARY)
    phone = Phone(working.leader)
    headers = {"Authorization": f"Bearer {phone.token}"}
    reading = [route for route in routes() if route.method == "GET" and not route.parameters]
    stranger, bearer = Client(raise_request_exception=False), Client(raise_request_exception=False)
    assert len(reading) > 40

    for route in reading:
        if "<" in route.path:
            continue
        told, untold = bearer.get(route.path, headers=headers), stranger.get(route.path)
        body = b"".join(told.streaming_content) if told.streaming else told.content
        assert CANARY not in body.decode(errors="replace"), route
        assert working.leader.name not in body.decode(errors="replace"), route
        assert told.status_code == untold.status_code, route


def test_the_page_enrols_whoever_is_logged_in(working: Mine) -> None:
    client = Client()

    refused = client.post("/field/enrol")
    enter(client, working.leader)
    answer = client.post("/field/enrol")
    shared = client.post("/field/enrol", {"device": answer.json()["device"]})

    assert (refused.status_code, refused["Location"][:6]) == (302, "/login")
    assert answer.status_code == 201
    assert answer.json().keys() == {"device", "token", "epoch", "expires_at"}
    assert shared.json()["device"] == answer.json()["device"]
    assert Phone(working.leader, token=shared.json()["token"]).post().status_code == 200


def test_what_is_taken_along_needs_a_log_in(working: Mine) -> None:
    phone = Phone(working.leader)

    answer = Client(headers={"Authorization": f"Bearer {phone.token}"}).get("/api/sync/snapshot")

    assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json")


def test_after_a_restore_the_epoch_is_another(working: Mine) -> None:
    phone = Phone(working.leader)
    before = phone.post().json()["epoch"]

    new_epoch(at=NOW)

    assert phone.post().json()["epoch"] != before


def test_a_parameter_that_is_not_known_is_named(working: Mine) -> None:
    client = Client()
    enter(client, working.leader)

    assert client.get("/api/sync/mine?x=1").json()["fields"] == {"x": "没有这个参数"}
    assert client.get("/api/sync/mine").json() == []


def test_a_new_code_for_an_account_ends_its_phones(working: Mine) -> None:
    make_account(working.leader)
    phone, other = Phone(working.leader), Phone(working.worker)
    keeper = make_person(working.company)
    make_administrator(keeper, "security")

    give_code(working.leader.id, by=actor_of(keeper.id, at=NOW), at=NOW)

    assert (phone.post().status_code, other.post().status_code) == (401, 200)


def test_unlocking_an_account_does_not_bring_its_phones_back(working: Mine) -> None:
    account, phone = make_account(working.leader), Phone(working.leader)
    keeper = make_person(working.company)
    make_administrator(keeper, "security")
    by = actor_of(keeper.id, at=NOW)

    lock_account(account.id, by=by, at=NOW)
    unlock_account(account.id, by=by, at=NOW)

    assert phone.post().status_code == 401


def test_locking_the_account_of_who_has_left_keeps_nobody_from_handing_in(working: Mine) -> None:
    account, phone = make_account(working.leader), Phone(working.leader)
    keeper = make_person(working.company)
    make_administrator(keeper, "security")
    working.leader.left_date = NOW.date() - timedelta(days=1)
    working.leader.save()

    lock_account(account.id, by=actor_of(keeper.id, at=NOW), at=NOW)

    assert phone.post().status_code == 200
