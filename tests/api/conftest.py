"""A client that speaks to the API as a person."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.clock import NOW
from tongxin.access.commands.tokens import make_token
from tongxin.access.queries import actor_of
from tongxin.orgs.models import Person

ALL = ("orgs:read", "people:read", "duties:read", "records:read")
Get = Callable[..., Any]


@pytest.fixture
def token_of() -> Callable[..., str]:
    def build(person: Person, *scopes: str) -> str:
        made = make_token("测试", scopes=scopes or ALL, days=30, by=actor_of(person.id, at=NOW), at=NOW)
        return made.secret

    return build


@pytest.fixture
def get(token_of: Callable[..., str]) -> Get:
    """`get(person, "/units")`: the response of the API."""

    def ask(person: Person | None, path: str, *scopes: str) -> Any:
        headers = {"Authorization": f"Bearer {token_of(person, *scopes)}"} if person else {}
        return Client(headers=headers).get(f"/api/v1{path}")

    return ask
