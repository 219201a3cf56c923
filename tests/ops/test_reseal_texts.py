"""The operator is told how far it is, and in a sentence what cannot be opened."""

from io import StringIO

import pytest
from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command
from pytest_django.fixtures import Settings

from tests.cases.care import make_care
from tests.world import Mine
from tongxin.cases.models import Sealed
from tongxin.cases.sealing import unseal

pytestmark = pytest.mark.row("KQ-3")
OLD, NEW = (Fernet.generate_key().decode() for _ in range(2))


def run() -> str:
    out = StringIO()
    call_command("reseal_texts", stdout=out)
    return out.getvalue()


def test_it_says_how_many_were_sealed_anew(mine: Mine, settings: Settings) -> None:
    settings.FIELD_KEYS = [OLD]
    make_care(mine).open(need="想调白班")
    settings.FIELD_KEYS = [NEW, OLD]

    assert run().splitlines() == [
        "1 of 1 texts looked at, 1 sealed anew",
        "Every text is under the first key. Sealed anew: 1",
    ]
    settings.FIELD_KEYS = [NEW]
    assert unseal(Sealed.objects.get().text) == "想调白班"


def test_a_text_that_no_key_opens_ends_it_with_a_sentence(mine: Mine, settings: Settings) -> None:
    settings.FIELD_KEYS = [OLD]
    make_care(mine).open(need="想调白班")
    settings.FIELD_KEYS = [NEW]

    with pytest.raises(CommandError) as told:
        run()

    row = Sealed.objects.get()
    assert str(told.value) == (
        "None of the keys in TONGXIN_FIELD_KEYS opens 1 of the texts; what cannot be opened is as it was. Add the key that sealed them at "
        f"the end of the list and run this again; throw no key away before. Rows of cases_sealed: {row.id}"
    )
    assert told.value.returncode == 1
    assert all(secret not in str(told.value) for secret in (OLD, NEW, row.text))
