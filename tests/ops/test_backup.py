"""A backup holds everything and can be put back; what is damaged is refused before anything is touched."""

import errno
import io
import json
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from pytest_django.fixtures import Settings

from tests.clock import NOW
from tests.factories import make_company
from tests.world import make_mine
from tongxin.access.queries.health import view_health
from tongxin.files import storage
from tongxin.ops.archive import commands, databases, manifest
from tongxin.ops.archive.commands import backup, restore, verify
from tongxin.orgs.models import Company, Person
from tongxin.sync.commands.epochs import epoch_now
from tongxin.sync.models import BackupMark, Counter
from tongxin.sync.queries import backed_up_through, current_epoch

pytestmark = pytest.mark.django_db(transaction=True)
CONTENT = "顶板支护照片".encode()


@pytest.fixture(autouse=True)
def data_folder(settings: Settings, tmp_path: Path) -> Path:
    settings.DATA_DIR = tmp_path / "data"
    settings.DATA_DIR.mkdir()
    return Path(settings.DATA_DIR)


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """A backup of one mine and one upload; afterwards the mine has another name and the upload is gone."""
    make_mine()
    digest = storage.put(CONTENT)
    target = tmp_path / "backup.tar"
    backup(target, at=NOW)
    Company.objects.update(name="后来的名字")
    storage.path_of(digest).unlink()
    return target


def rewrite(archive: Path, change: Callable[[tarfile.TarInfo, bytes], tuple[str, bytes] | None]) -> None:
    """Write the archive again with each member changed, or left out where `change` gives None."""
    with tarfile.open(archive) as old:
        members = [(member, old.extractfile(member).read()) for member in old]  # type: ignore[union-attr]
    with tarfile.open(archive, "w:") as new:
        for member, content in members:
            if changed := change(member, content):
                info = tarfile.TarInfo(changed[0])
                info.size = len(changed[1])
                new.addfile(info, io.BytesIO(changed[1]))


def with_manifest(archive: Path, **given: Any) -> None:
    rewrite(
        archive,
        lambda member, content: (
            member.name,
            json.dumps({**json.loads(content), **given}).encode()
            if member.name == manifest.NAME
            else content,
        ),
    )


def unchanged() -> bool:
    return Company.objects.get().name == "后来的名字" and not any(
        path.is_file() for path in storage.folder().rglob("*")
    )


def test_what_was_backed_up_comes_back_whole(archive: Path) -> None:
    people = sorted(Person.objects.values_list("name", flat=True))

    made = restore(archive, replace=True)

    assert Company.objects.get().name == "红石煤业"
    assert sorted(Person.objects.values_list("name", flat=True)) == people
    assert made.rows["orgs_person"] == len(people)
    assert [path.read_bytes() for path in storage.folder().rglob("*") if path.is_file()] == [CONTENT]


def test_triggers_come_back_too(archive: Path) -> None:
    restore(archive, replace=True)

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT count(*) FROM pg_trigger WHERE tgname LIKE 'facts_fact%%'")
        else:
            cursor.execute("SELECT count(*) FROM sqlite_master WHERE name LIKE 'facts_fact%%refused'")
        assert cursor.fetchone()[0] == 3


def test_the_archive_is_for_its_owner_only_and_leaves_no_rubbish(archive: Path) -> None:
    assert archive.stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in archive.parent.iterdir()) == ["backup.tar", "data"]


def test_a_database_that_is_not_empty_is_kept_unless_told(archive: Path) -> None:
    with pytest.raises(CommandError, match="--replace"):
        restore(archive)

    assert unchanged()


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.9, 0.98])
def test_a_truncated_archive_is_refused(archive: Path, share: float) -> None:
    content = archive.read_bytes().rstrip(b"\0")
    archive.write_bytes(content[: int(len(content) * share)])

    with pytest.raises(CommandError, match="damaged"):
        restore(archive, replace=True)

    assert unchanged()


def test_a_single_changed_byte_is_refused(archive: Path) -> None:
    content = bytearray(archive.read_bytes())
    content[len(content) // 2] ^= 1
    archive.write_bytes(content)

    with pytest.raises(CommandError, match="damaged"):
        restore(archive, replace=True)

    assert unchanged()


def test_a_missing_file_is_refused(archive: Path) -> None:
    rewrite(archive, lambda member, content: None if "files/" in member.name else (member.name, content))

    with pytest.raises(CommandError, match="1 of its files are missing"):
        restore(archive, replace=True)

    assert unchanged()


@pytest.mark.parametrize("name", ["../outside", "/etc/outside", "stranger"])
def test_what_does_not_belong_into_a_backup_is_refused(archive: Path, name: str) -> None:
    rewrite(
        archive,
        lambda member, content: (name if member.name.startswith("files/") else member.name, content),
    )

    with pytest.raises(CommandError, match="damaged"):
        restore(archive, replace=True)

    assert unchanged()


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"format": 99}, "format 99"),
        ({"vendor": "oracle"}, "backup is of oracle"),
        ({"migrations": ["orgs.9999_future"]}, "newer version"),
    ],
)
def test_a_backup_of_another_kind_is_refused(archive: Path, given: dict[str, Any], sentence: str) -> None:
    with_manifest(archive, **given)

    with pytest.raises(CommandError, match=sentence):
        restore(archive, replace=True)

    assert unchanged()


def test_something_that_is_no_backup_is_refused(tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("你好")

    with pytest.raises(CommandError, match="no backup"):
        restore(letter)
    with pytest.raises(CommandError, match="There is no file"):
        restore(tmp_path / "nothing.tar")


def test_a_database_that_lies_about_itself_is_refused(archive: Path) -> None:
    if connection.vendor == "postgresql":
        pytest.skip("pg_restore reads its list; the rows are counted afterwards")
    with tarfile.open(archive) as tar:
        rows = json.loads(tar.extractfile(manifest.NAME).read())["rows"]  # type: ignore[union-attr]
    with_manifest(archive, rows={**rows, "orgs_person": 1})

    with pytest.raises(CommandError, match="database in the backup is damaged"):
        restore(archive, replace=True)

    assert unchanged()


def test_a_load_that_fails_takes_its_files_back(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(self: object, source: Path) -> None:
        raise CommandError("the database broke")

    monkeypatch.setattr(type(databases.copier()), "load", fail)

    with pytest.raises(CommandError, match="broke"):
        restore(archive, replace=True)

    assert unchanged()


def test_an_upload_that_is_still_there_is_kept_as_it_is(archive: Path) -> None:
    kept = storage.path_of(storage.put(CONTENT))
    before = kept.stat()

    restore(archive, replace=True)

    assert (kept.read_bytes(), kept.stat().st_mtime_ns) == (CONTENT, before.st_mtime_ns)
    assert Company.objects.get().name == "红石煤业"


def test_without_a_folder_to_unpack_in_nothing_is_changed(archive: Path, settings: Settings) -> None:
    settings.DATA_DIR = archive  # a file, in which no folder can be made

    with pytest.raises(CommandError, match=r"could not be unpacked: File exists. Nothing was changed"):
        restore(archive, replace=True)

    assert Company.objects.get().name == "后来的名字"


def test_counts_that_differ_afterwards_are_said() -> None:
    with pytest.raises(CommandError, match="orgs_person: 3 expected, 2 found"):
        commands._compare({"orgs_person": 3, "orgs_unit": 1}, {"orgs_person": 2, "orgs_unit": 1})


def test_a_backup_never_replaces_another(archive: Path) -> None:
    with pytest.raises(CommandError, match="there already"):
        backup(archive, at=NOW)
    with pytest.raises(CommandError, match="does not exist"):
        backup(archive.parent / "nowhere" / "backup.tar", at=NOW)


def test_a_full_disk_leaves_no_half_backup(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(commands, "_write", full)

    with pytest.raises(CommandError, match="No space left on device"):
        backup(tmp_path / "backup.tar", at=NOW)

    assert [path.name for path in tmp_path.iterdir()] == ["data"]


def test_the_commands_say_what_they_did(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_company(name="红石煤业")
    target = tmp_path / "by-command.tar"

    call_command("backup", str(target))
    call_command("restore", str(target), "--replace")

    said = capsys.readouterr().out
    assert "rows of" in said
    assert "counts agree" in said


def test_without_a_name_a_backup_goes_where_the_system_page_looks(
    tmp_path: Path, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.BACKUP_DIR = tmp_path / "kept"
    assert "还没有备份" in [check.word for check in view_health(at=NOW).checks]

    call_command("backup")

    assert [one.name for one in view_health(at=NOW).backups] == ["tongxin-2026-11-20-0720.tar"]
    assert "rows of" in capsys.readouterr().out


def test_programs_that_are_missing_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CommandError, match="pg_nothing is missing"):
        databases._find("pg_nothing")


def test_phones_may_forget_what_a_backup_holds_that_was_read_back(tmp_path: Path) -> None:
    Counter.objects.create(name="operations", value=41)

    call_command("backup", str(tmp_path / "whole.tar"))

    mark = BackupMark.objects.get()
    assert (mark.through, mark.made_at, backed_up_through()) == (41, NOW, 41)


def test_a_backup_that_cannot_be_read_back_lets_phones_forget_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commands, "hash_file", lambda path: "0" * 64)

    with pytest.raises(CommandError, match="is not what it was"):
        call_command("backup", str(tmp_path / "spoilt.tar"))

    assert backed_up_through() == 0


def test_after_a_restore_phones_see_another_epoch(archive: Path) -> None:
    before = epoch_now(at=NOW)

    call_command("restore", str(archive), "--replace")

    assert current_epoch() not in (None, before)


def test_a_disk_that_has_no_room_to_read_it_back_is_said(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*given: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(commands, "unpack", full)
    with pytest.raises(CommandError, match="could not be read back: No space left on device"):
        verify(archive)
