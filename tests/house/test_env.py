"""The secret that is made for oneself is whole or not there, and every setting is told of."""

import errno
import re
from pathlib import Path

import pytest

from tongxin.config import env

ROOT = Path(__file__).parents[2]
READ = re.compile(r'env\.[a-z_]+\(\s*"(TONGXIN_[A-Z_]+)"')


def test_a_secret_is_made_once_for_the_owner_only(tmp_path: Path) -> None:
    first = env.kept_secret(tmp_path / "data")

    assert len(first) >= 50
    assert env.kept_secret(tmp_path / "data") == first
    assert [path.name for path in (tmp_path / "data").iterdir()] == ["secret_key"]
    assert (tmp_path / "data/secret_key").stat().st_mode & 0o777 == 0o600


def test_of_two_that_start_at_once_both_take_the_firsts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = Path.hardlink_to

    def after_the_other(self: Path, target: Path) -> None:
        self.write_text("the other's", encoding="utf-8")
        link(self, target)

    monkeypatch.setattr(Path, "hardlink_to", after_the_other)

    assert env.kept_secret(tmp_path) == "the other's"


def test_on_a_full_disk_no_half_secret_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*given: object, **more: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)

    with pytest.raises(SystemExit, match="cannot be written: No space left"):
        env.kept_secret(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_an_empty_secret_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret_key").touch()

    with pytest.raises(SystemExit, match="is empty"):
        env.kept_secret(tmp_path)


def test_a_key_for_texts_is_made_once_and_kept_beside_it(tmp_path: Path) -> None:
    key = env.kept_field_key(tmp_path)

    assert env.kept_field_key(tmp_path) == key != env.kept_secret(tmp_path)
    assert env.field_keys("TONGXIN_NO_SUCH_KEYS", key) == [key]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["field_keys", "secret_key"]
    assert (tmp_path / "field_keys").stat().st_mode & 0o777 == 0o600


def test_without_its_key_for_texts_a_sentence_says_what_is_lost(tmp_path: Path) -> None:
    (tmp_path / "field_keys").touch()

    with pytest.raises(
        SystemExit, match=r"field_keys is empty\..*no text sealed so far can be read again\.$"
    ):
        env.kept_field_key(tmp_path)


def test_keys_for_texts_are_separated_by_commas_or_lines() -> None:
    keys = [f"{letter * 42}A=" for letter in "ABC"]

    assert env.field_keys("TONGXIN_NO_SUCH_KEYS", f"{keys[0]}, {keys[1]}\n{keys[2]}\n") == keys


def test_every_setting_is_told_of_in_the_operators_guide() -> None:
    read = set(READ.findall((ROOT / "src/tongxin/config/settings.py").read_text(encoding="utf-8")))
    guide = (ROOT / "docs/operator.md").read_text(encoding="utf-8")
    told = {re.sub(r"(LEAST|CLASSES|FORMER)$", "", name) for name in read}

    assert len(read) > 10
    assert sorted(name for name in told if name not in guide) == []
