"""Schemathesis speaks nonsense to every operation: no crash, nothing undocumented."""

import json
from collections.abc import Callable, Iterator

import pytest
import schemathesis
from django.conf import settings
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase
from hypothesis import settings as hypothesis_settings

from tests.world import Mine
from tongxin.config.wsgi import application

DOCUMENT = json.loads((settings.ROOT.parents[1] / "docs" / "openapi.json").read_text(encoding="utf-8"))
schema = schemathesis.openapi.from_dict(DOCUMENT)
schema.app = application


@pytest.fixture(autouse=True)
def connection_stays_open() -> Iterator[None]:
    """The bare application closes idle connections around each request; this one is the test's."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def bearer(mine: Mine, token_of: Callable[..., str]) -> dict[str, str]:
    return {"Authorization": f"Bearer {token_of(mine.secretary)}", "Accept-Encoding": "identity"}


@schema.parametrize()
@hypothesis_settings(
    max_examples=20,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_every_operation_survives(case: schemathesis.Case, bearer: dict[str, str]) -> None:
    case.call_and_validate(headers=bearer)
