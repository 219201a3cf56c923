"""A sealed text is opened by the keys that are there, and by no other; keys rotate without losing any."""

import pytest
from cryptography.fernet import Fernet
from pytest_django.fixtures import Settings

from tongxin.cases.sealing import reseal, seal, unseal
from tongxin.kernel.errors import Refused

pytestmark = pytest.mark.row("KQ-3")

OLD, NEW = (Fernet.generate_key().decode() for _ in range(2))
TEXT = "父亲住院，这个月请人替了两个班。𠮷，\n第二段"


@pytest.mark.parametrize("text", [TEXT, "", "a", "重" * 20_000])
def test_a_text_comes_back_as_it_was(text: str) -> None:
    assert unseal(seal(text)) == text


def test_nothing_of_the_text_stands_in_what_is_kept() -> None:
    kept = seal(TEXT)

    assert kept.isascii()
    assert seal(TEXT) != kept  # nor can two equal texts be told
    for word in ("住院", "父亲", TEXT[:3]):
        assert word not in kept
        assert word.encode().hex() not in kept


def test_a_new_key_seals_and_the_old_one_still_opens(settings: Settings) -> None:
    settings.FIELD_KEYS = [OLD]
    before = seal(TEXT)
    settings.FIELD_KEYS = [NEW, OLD]
    after = seal(TEXT)

    assert (unseal(before), unseal(after)) == (TEXT, TEXT)
    settings.FIELD_KEYS = [NEW]
    assert unseal(after) == TEXT


def test_what_is_resealed_needs_the_old_key_no_more(settings: Settings) -> None:
    settings.FIELD_KEYS = [OLD]
    before = seal(TEXT)
    settings.FIELD_KEYS = [NEW, OLD]
    after = reseal(before)
    settings.FIELD_KEYS = [NEW]

    assert unseal(after) == TEXT
    with pytest.raises(Refused):
        unseal(before)


@pytest.mark.parametrize("opens", [unseal, reseal])
@pytest.mark.parametrize("damage", ["another key", "cut", "changed", "empty", "plain"])
def test_what_no_key_opens_is_refused_and_says_whom_to_ask(
    settings: Settings, opens: object, damage: str
) -> None:
    settings.FIELD_KEYS = [OLD]
    kept = seal(TEXT)
    broken = {
        "another key": kept,
        "cut": kept[:-5],
        "changed": kept[:40] + ("A" if kept[40] != "A" else "B") + kept[41:],
        "empty": "",
        "plain": TEXT,
    }[damage]
    settings.FIELD_KEYS = [NEW] if damage == "another key" else [OLD]

    with pytest.raises(Refused, match=r"现在打不开.*请告诉系统管理员") as told:
        opens(broken)  # type: ignore[operator]

    assert told.value.status == 409
    assert "住院" not in told.value.message
    assert (told.value.__cause__, told.value.details) == (None, {})
