"""Production: strict when complete, a sentence and a stop when something is missing."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

COMPLETE = {
    "TONGXIN_ENV": "production",
    "TONGXIN_DATABASE_URL": "sqlite:///{folder}/tongxin.sqlite3",
    "TONGXIN_DATA_DIR": "{folder}",
    "TONGXIN_SECRET_KEY": "k" * 20 + "".join(chr(97 + number) for number in range(26)) + "0123456789",
    "TONGXIN_FIELD_KEYS": "A" * 42 + "E=" + "," + "B" * 42 + "A=",
    "TONGXIN_ALLOWED_HOSTS": "tongxin.example.cn",
}
REQUIRED = [name for name in COMPLETE if name != "TONGXIN_ENV"]


def run(folder: Path, *arguments: str, **given: str | None) -> subprocess.CompletedProcess[str]:
    settings = {name: value.format(folder=folder) for name, value in COMPLETE.items()} | given
    clean = {
        name: value for name, value in os.environ.items() if not name.startswith(("TONGXIN_", "DJANGO_"))
    }
    (folder / "static").mkdir(exist_ok=True)
    return subprocess.run(
        [str(Path(sys.executable).parent / "tongxin"), *arguments],
        env=clean | {name: value for name, value in settings.items() if value is not None},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_the_checks_of_deployment_find_nothing(tmp_path: Path) -> None:
    done = run(tmp_path, "check", "--deploy", "--fail-level", "WARNING")

    said = done.stdout + done.stderr
    assert done.returncode == 0, said
    assert said == "System check identified no issues (2 silenced).\n"


@pytest.mark.parametrize("name", REQUIRED)
def test_a_missing_setting_is_a_sentence_and_a_stop(tmp_path: Path, name: str) -> None:
    done = run(tmp_path, "check", **{name: None})

    assert done.returncode != 0
    assert done.stderr.splitlines()[-1].startswith(f"{name} is not set.")
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("name", REQUIRED)
def test_a_setting_may_come_from_a_file_and_says_when_it_cannot(tmp_path: Path, name: str) -> None:
    kept = tmp_path / "setting"
    kept.write_text(COMPLETE[name].format(folder=tmp_path) + "\n")

    assert run(tmp_path, "check", **{name: None, f"{name}_FILE": str(kept)}).returncode == 0
    lost = run(tmp_path, "check", **{name: None, f"{name}_FILE": "/nowhere"})
    assert (lost.returncode != 0, "cannot be read" in lost.stderr) == (True, True)


def test_nonsense_is_a_sentence_too(tmp_path: Path) -> None:
    for name, value, words in (
        ("TONGXIN_ENV", "prod", "it must be one of: local, production"),
        ("TONGXIN_IDLE_MINUTES", "half an hour", "it must be a whole number"),
        ("TONGXIN_SECRET_KEY", "short", "at least 50"),
        ("TONGXIN_FIELD_KEYS", f"{'A' * 43}=,not-a-key", "key 2 of 2 is no key"),
        ("TONGXIN_FIELD_KEYS", " , ", "holds no key"),
        ("TONGXIN_DATABASE_URL", "foo", "must be like postgresql://"),
        ("TONGXIN_DATABASE_URL", "mysql://a/b", "must be like postgresql://"),
        ("TONGXIN_DATABASE_URL", "postgres://user:p#ss@host/name", "written as %XX"),
        ("TONGXIN_DATABASE_URL", "sqlite://", "sqlite:////FOLDER/FILE.sqlite3"),
    ):
        done = run(tmp_path, "check", **{name: value})
        assert (done.returncode != 0, words in done.stderr, "Traceback" in done.stderr) == (True, True, False)
        assert "not-a-key" not in done.stderr


@pytest.mark.parametrize("name", REQUIRED)
def test_an_empty_setting_is_a_sentence_and_a_stop(tmp_path: Path, name: str) -> None:
    done = run(tmp_path, "check", **{name: ""})

    assert (done.returncode != 0, done.stderr) == (
        True, f"{name} is empty. Give it a value, or leave it out altogether.\n",
    )  # fmt: skip


@pytest.mark.parametrize("command", ["migrate", "serve", "raise_duties"])
def test_a_database_that_is_away_is_a_sentence_and_a_stop(tmp_path: Path, command: str) -> None:
    url = f"postgresql://tongxin:secret@/tongxin?host={tmp_path}/nowhere"

    done = run(tmp_path, command, TONGXIN_DATABASE_URL=url)

    assert done.returncode == 1
    assert done.stderr.startswith("The database cannot be used: ")
    assert done.stderr.endswith("Check TONGXIN_DATABASE_URL, and that the database runs.\n")
    assert ("Traceback" in done.stderr, "secret" in done.stderr) == (False, False)


def test_a_database_without_its_tables_says_what_to_run(tmp_path: Path) -> None:
    done = run(tmp_path, "raise_duties")

    assert (done.returncode, done.stderr) == (
        1, "The database is not up to date. Run `tongxin migrate` first.\n",
    )  # fmt: skip
