"""A photo comes in pieces: in any order, twice, cut off, from two tabs; it is whole or it is not there."""

import hashlib
from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.clock import NOW
from tests.files.pictures import jpeg, photo
from tests.world import Mine
from tongxin.files import pieces, rules
from tongxin.files.commands import finish_blob, forget_blob, take_piece
from tongxin.files.forgetting import forget_blobs
from tongxin.files.models import Blob, StoredFile
from tongxin.files.queries import arrived, progress
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import Invalid, NotFound, Refused

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def small_pieces(settings, tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(rules, "PIECE", 10_000)


@pytest.fixture
def content() -> bytes:
    return jpeg(photo(1), 90)


def actor(mine: Mine, person: object = None) -> Actor:
    return Actor(getattr(person, "id", mine.worker.id), "", mine.company.id)


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def send(content: bytes, by: Actor, *numbers: int, at=NOW) -> str:  # type: ignore[no-untyped-def]
    """These pieces, or all."""
    name = digest(content)
    for number in numbers or range(rules.piece_count(len(content))):
        piece = content[number * rules.PIECE : (number + 1) * rules.PIECE]
        take_piece(name, number, piece, size=len(content), by=by, at=at)
    return name


def test_pieces_come_in_any_order_and_twice(mine: Mine, content: bytes) -> None:
    by, last = actor(mine), rules.piece_count(len(content)) - 1
    assert last >= 3

    name = send(content, by, last, 0, 0, last)
    assert progress(name, person_id=mine.worker.id).missing == tuple(range(1, last))
    send(content, by, *reversed(range(1, last)))
    stored = finish_blob(name, len(content), by=by, at=NOW)

    assert stored is not None
    assert (stored.name, stored.content_type, stored.uploaded_by_id) == (
        "照片.jpg",
        "image/jpeg",
        mine.worker.id,
    )
    assert progress(name, person_id=mine.worker.id).done
    assert finish_blob(name, len(content), by=by, at=NOW) == stored
    assert StoredFile.objects.count() == 1
    assert arrived(mine.worker.id, [name, "0" * 64]) == {name: stored.id}


def test_the_pieces_go_when_it_is_whole(
    mine: Mine, content: bytes, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    name = send(content, actor(mine))

    with django_capture_on_commit_callbacks(execute=True):
        finish_blob(name, len(content), by=actor(mine), at=NOW)
    send(content, actor(mine), 0)  # after the end: taken, and kept nowhere

    assert list(pieces.folder().glob("*/*")) == []


def test_what_one_person_brings_says_nothing_to_another(mine: Mine, content: bytes) -> None:
    name = send(content, actor(mine))
    finish_blob(name, len(content), by=actor(mine), at=NOW)

    other = progress(name, person_id=mine.leader.id)

    assert (other.size, other.missing, other.done) == (None, (), False)
    with pytest.raises(NotFound, match="还没有开始传"):
        finish_blob(name, len(content), by=actor(mine, mine.leader), at=NOW)


def test_a_cut_piece_is_asked_for_again(mine: Mine, content: bytes) -> None:
    name = digest(content)

    with pytest.raises(Refused, match="没有传完整") as refused:
        take_piece(name, 0, content[:999], size=len(content), by=actor(mine), at=NOW)
    assert refused.value.status == 409
    with pytest.raises(Invalid, match="没有这一块"):
        take_piece(name, 99, content[:10_000], size=len(content), by=actor(mine), at=NOW)
    for size in (0, rules.LARGEST + 1):
        with pytest.raises(Invalid, match="超过 10 MB"):
            take_piece(name, 0, content, size=size, by=actor(mine), at=NOW)
    assert not Blob.objects.exists()


def test_it_is_not_whole_before_all_have_come(mine: Mine, content: bytes) -> None:
    name = send(content, actor(mine), 0)

    with pytest.raises(Refused, match="还有没传到的"):
        finish_blob(name, len(content), by=actor(mine), at=NOW)
    with pytest.raises(Refused, match="还有没传到的"):
        finish_blob(name, len(content) + 1, by=actor(mine), at=NOW)


def test_other_bytes_than_the_name_says_begin_anew(mine: Mine, content: bytes) -> None:
    name = digest(content)
    wrong = content[:-1] + bytes([content[-1] ^ 1])
    for number in range(rules.piece_count(len(content))):
        piece = wrong[number * rules.PIECE : (number + 1) * rules.PIECE]
        take_piece(name, number, piece, size=len(content), by=actor(mine), at=NOW)

    with pytest.raises(Refused, match="对不上") as refused:
        finish_blob(name, len(content), by=actor(mine), at=NOW)

    assert refused.value.status == 409
    assert progress(name, person_id=mine.worker.id).size is None
    send(content, actor(mine))
    assert finish_blob(name, len(content), by=actor(mine), at=NOW) is not None


def test_what_is_no_picture_is_refused_for_good(mine: Mine) -> None:
    name = send(b"MZ\x90\x00" + b"\x00" * 200, actor(mine))

    with pytest.raises(Invalid, match="只能传"):
        finish_blob(name, 204, by=actor(mine), at=NOW)

    assert not Blob.objects.exists()
    assert not StoredFile.objects.exists()


def test_another_size_under_the_same_name_begins_anew(mine: Mine, content: bytes) -> None:
    name = digest(content)
    take_piece(name, 0, content[:5_000], size=5_000, by=actor(mine), at=NOW)

    send(content, actor(mine))

    assert finish_blob(name, len(content), by=actor(mine), at=NOW) is not None


def test_after_a_restore_without_its_bytes_it_is_asked_for_again(mine: Mine, content: bytes) -> None:
    from tongxin.files import storage

    name = send(content, actor(mine))
    stored = finish_blob(name, len(content), by=actor(mine), at=NOW)
    assert stored is not None
    pieces.drop([pieces.folder_of(mine.worker.id, name, len(content))])
    storage.path_of(stored.sha256).unlink()

    assert not progress(name, person_id=mine.worker.id).done
    send(content, actor(mine))
    assert finish_blob(name, len(content), by=actor(mine), at=NOW) is not None
    assert progress(name, person_id=mine.worker.id).done


def test_the_last_piece_says_since_when_nothing_has_come(mine: Mine, content: bytes) -> None:
    send(content, actor(mine), 0)
    send(content, actor(mine), 1, at=NOW + timedelta(days=2))
    send(content, actor(mine), 2, at=NOW)

    assert Blob.objects.get().touched_at == NOW + timedelta(days=2)


def test_a_picture_without_a_time_is_of_no_odd_time() -> None:
    late = NOW + timedelta(hours=1)

    assert rules.odd_time(None, NOW, late) == ""
    assert rules.odd_time(NOW - timedelta(minutes=10), NOW, late) == ""
    assert rules.odd_time(NOW - timedelta(minutes=11), NOW, late) == "before"
    assert rules.odd_time(late + timedelta(minutes=11), NOW, late) == "after"
    assert rules.odd_time(late + timedelta(days=9), None, None) == ""


def test_a_phone_in_wrong_hands_does_not_fill_the_disk(
    mine: Mine, content: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "MOST_A_DAY", len(content) + 5)
    send(content, actor(mine), 0)

    with pytest.raises(Refused, match="一天里传得太多了"):
        take_piece("0" * 64, 0, b"123456", size=6, by=actor(mine), at=NOW)

    take_piece("0" * 64, 0, b"123456", size=6, by=actor(mine), at=NOW + timedelta(days=1, seconds=1))


def test_a_full_disk_keeps_nothing_half(mine: Mine, content: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)

    with pytest.raises(Refused, match="磁盘可能满了"):
        send(content, actor(mine), 0)

    assert [one for one in pieces.folder().rglob("*") if one.is_file()] == []


def test_what_is_forgotten_takes_its_pieces_along(
    mine: Mine, content: bytes, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    import os

    send(content, actor(mine), 0)
    unknown = pieces.folder() / "77" / "x"
    unknown.mkdir(parents=True)
    os.utime(unknown, (0, 0))

    with django_capture_on_commit_callbacks(execute=True):
        assert forget_blobs([Blob.objects.get().id]) == {"files.Blob": 1}

    assert list(pieces.folder().glob("*/*")) == []


def test_of_what_came_without_a_name_neither_bringer_nor_their_file_stays(mine: Mine, content: bytes) -> None:
    name = send(content, actor(mine))
    finish_blob(name, len(content), by=actor(mine), at=NOW)

    forget_blob(name, by=actor(mine), at=NOW)

    assert not Blob.objects.exists()
    assert not StoredFile.objects.exists()


def test_a_size_said_anew_takes_room_and_leaves_nothing_of_the_old_one(
    mine: Mine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "MOST_A_DAY", 30)
    by, name = actor(mine), "0" * 64
    for size in (1, 5, 20):
        take_piece(name, 0, b"1" * size, size=size, by=by, at=NOW)

    assert [one.name for one in pieces.folder().glob("*/*")] == [f"{name}-20"]
    with pytest.raises(Refused, match="一天里传得太多了"):
        take_piece(name, 0, b"1" * 31, size=31, by=by, at=NOW)
    assert Blob.objects.get().size == 20
