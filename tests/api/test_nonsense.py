"""Schemathesis speaks nonsense to every operation: no crash, nothing undocumented."""

import json
from collections.abc import Callable

import pytest
import schemathesis
from django.conf import settings
from hypothesis import HealthCheck, Phase
from hypothesis import settings as hypothesis_settings

from tests.world import Mine
from tongxin.config.wsgi import application

DOCUMENT = json.loads((settings.ROOT.parents[1] / "docs" / "openapi.json").read_text(encoding="utf-8"))
schema = schemathesis.openapi.from_dict(DOCUMENT)
schema.app = application


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
