"""Photos over a real connection that is cut at any byte: nothing is lost, and little is sent again."""

import hashlib
import http.client
import json
import random
import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from tests.clock import NOW, moment
from tests.factories import adopt
from tests.files.pictures import jpeg, photo
from tests.meanwhile import meanwhile
from tests.sync.phone import Phone, hazard, operation
from tests.world import Mine, make_mine
from tongxin.cases.models import Case, Evidence
from tongxin.files.models import Blob, Picture, StoredFile
from tongxin.files.rules import PIECE
from tongxin.sync.commands.photos import join_photo
from tongxin.sync.models import Photo
from tongxin.sync.queries.photos import Coming, photos_coming

UPLOADS = 200


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def send(phone: Phone, content: bytes, **told: str) -> Any:
    """All of it, and that it is all."""
    name, head = digest(content), {"Authorization": f"Bearer {phone.token}"}
    for number, start in enumerate(range(0, len(content), PIECE)):
        piece = content[start : start + PIECE]
        response = phone.client.put(
            f"/api/sync/blobs/{name}/{number}", piece, "application/octet-stream",
            headers={**head, "X-Size": str(len(content))},
        )  # fmt: skip
        assert response.status_code == 200, response.content.decode()
    return phone.client.post(
        f"/api/sync/blobs/{name}/done",
        json.dumps({"size": len(content), **told}),
        "application/json",
        headers=head,
    )


@pytest.fixture
def working(db: None) -> Mine:
    mine = make_mine()
    adopt(mine.root, "xzw", "kq-safety")
    return mine


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path) -> None:  # type: ignore[no-untyped-def]
    settings.DATA_DIR = tmp_path


def test_without_a_token_nothing_is_told(working: Mine) -> None:
    for ask in ("get", "put"):
        response = getattr(Client(), ask)(f"/api/sync/blobs/{'0' * 64}" + ("/0" if ask == "put" else ""))
        assert (response.status_code, response.json()["title"]) == (401, "需要令牌")


def test_a_photo_joins_the_hazard_that_was_reported_before_it(working: Mine) -> None:
    content, phone = jpeg(photo(3)), Phone(working.worker)
    (answer,) = phone.send(operation("case.open", hazard(working), blobs=[digest(content)]))
    assert (answer["outcome"], Evidence.objects.count()) == ("applied", 0)

    assert send(phone, content).json() == {"done": True}
    assert send(phone, content).json() == {"done": True}

    evidence = Evidence.objects.get()
    assert (evidence.deed.case, evidence.file) == (Case.objects.get(), StoredFile.objects.get())
    asked = phone.client.get(
        f"/api/sync/blobs/{digest(content)}", headers={"Authorization": f"Bearer {phone.token}"}
    )
    assert asked.json() == {"size": len(content), "missing": [], "done": True}


def test_the_report_says_how_many_of_its_photos_have_come(working: Mine, log_in: Any) -> None:
    contents, phone = [jpeg(photo(seed)) for seed in range(5)], Phone(working.worker)
    phone.send(operation("case.open", hazard(working), blobs=[digest(one) for one in contents]))
    for content in contents[:2]:
        send(phone, content)

    case = Case.objects.get()
    page = f"/cases/{case.id}"
    assert photos_coming("case", case.id) == Coming(2, 5)
    assert "照片 2/5，还有 3 张在路上" in log_in(working.chief).get(page).content.decode()
    for content in contents:
        send(phone, content)
    assert photos_coming("case", case.id) == Coming(5, 5)
    assert "在路上" not in log_in(working.chief).get(page).content.decode()


def test_a_photo_that_came_first_joins_the_hazard_too(working: Mine) -> None:
    content, phone = jpeg(photo(3)), Phone(working.worker)
    send(phone, content)

    phone.send(operation("case.open", hazard(working), blobs=[digest(content)]))

    assert Evidence.objects.get().file == StoredFile.objects.get()


@pytest.mark.row("BY-4")
@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("2026-11-20T06:30:00", moment(11, 20, 6, 30)),
        ("2026-11-20T07:30:00+09:00", moment(11, 20, 6, 30)),
        ("2026-02-30T06:30:00", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_the_cameras_time_that_the_phone_read_is_kept_and_what_is_no_time_left_out(
    working: Mine, told: str, kept: datetime | None
) -> None:
    content, phone = jpeg(photo(3)), Phone(working.worker)
    phone.send(operation("case.open", hazard(working), blobs=[digest(content)]))

    assert send(phone, content, taken=told).json() == {"done": True}

    assert [one.taken_at for one in Picture.objects.all()] == [kept]
    assert Evidence.objects.count() == 1


def test_what_the_picture_says_itself_counts_before_what_the_phone_says(working: Mine) -> None:
    content, phone = jpeg(photo(3), taken="2026:11:20 06:30:00"), Phone(working.worker)

    send(phone, content, taken="2026-11-19T10:00:00")

    assert Picture.objects.get().taken_at == moment(11, 20, 6, 30)


def test_a_photo_of_what_waits_for_something_joins_when_that_has_come(working: Mine) -> None:
    content, phone = jpeg(photo(3)), Phone(working.worker)
    first = operation("case.open", hazard(working))
    held = operation("case.open", hazard(working), blobs=[digest(content)], after=[first["id"]])
    assert phone.outcomes(held) == ["held"]
    send(phone, content)
    assert not Evidence.objects.exists()

    phone.send(first)

    assert Evidence.objects.get().file == StoredFile.objects.get()


def test_a_photo_that_was_forgotten_since_is_done_all_the_same(working: Mine) -> None:
    content, phone = jpeg(photo(3)), Phone(working.worker)
    send(phone, content)
    StoredFile.objects.all().delete()

    assert send(phone, content).json() == {"done": True}
    assert not StoredFile.objects.exists()


def test_two_who_join_a_photo_at_once_join_it_once(working: Mine) -> None:
    content, phone = jpeg(photo(3)), Phone(working.worker)
    phone.send(operation("case.open", hazard(working), blobs=[digest(content)]))
    other = StoredFile.objects.create(
        company_id=working.company.id, sha256="0" * 64, name="照片.jpg", content_type="image/jpeg", size=1,
        uploaded_at=NOW,
    )  # fmt: skip

    with meanwhile("SAVEPOINT", lambda: Photo.objects.update(file=other)):
        join_photo(digest(content), other.id, person_id=working.worker.id, at=NOW)

    assert not Evidence.objects.exists()  # left to whoever was quicker


def test_one_photo_for_two_hazards_is_two_files_that_are_alike(working: Mine) -> None:
    from tongxin.files.models import Likeness

    content, phone = jpeg(photo(3)), Phone(working.worker)
    other = hazard(working, given={"what": "水沟盖板缺", "place": "二号水平", "category": "machine"})
    phone.send(
        operation("case.open", hazard(working), blobs=[digest(content)]),
        operation("case.open", other, blobs=[digest(content)]),
    )

    send(phone, content)

    assert Evidence.objects.values("file").distinct().count() == 2
    assert Likeness.objects.get().same_bytes


def test_of_a_photo_without_a_name_nothing_says_whose_it_is(working: Mine) -> None:
    content, phone = jpeg(photo(3)), Phone(working.worker)
    (answer,) = phone.send(operation("case.open", hazard(working, anonymous=True), blobs=[digest(content)]))
    if answer["outcome"] != "applied":
        pytest.skip("hazards are not taken without a name")

    for _ in range(2):  # also where the answer was lost and all is sent again
        assert send(phone, content, taken="2026-11-20T06:30:00").status_code == 200

        assert Evidence.objects.get().file == StoredFile.objects.get()
        assert StoredFile.objects.get().uploaded_by_id is None
        assert not Blob.objects.exists()
        assert not Picture.objects.exists()


@pytest.mark.parametrize(
    ("path", "size", "body", "status"),
    [
        (f"{'0' * 64}/0", "5", b"1234", 409),
        (f"{'0' * 64}/1", "5", b"12345", 422),
        (f"{'0' * 64}/10", "5", b"12345", 422),
        (f"{'0' * 63}/0", "5", b"12345", 422),
        (f"{'0' * 64}/0", "", b"12345", 422),
        (f"{'0' * 64}/0", str(11 * PIECE), b"12345", 422),
        (f"{'0' * 64}/0", str(2 * PIECE), b"1" * (PIECE + 1), 413),
    ],
)
def test_a_piece_that_cannot_be_is_refused(
    working: Mine, path: str, size: str, body: bytes, status: int
) -> None:
    phone = Phone(working.worker)
    response = phone.client.put(
        f"/api/sync/blobs/{path}", body, "application/octet-stream",
        headers={"Authorization": f"Bearer {phone.token}", "X-Size": size},
    )  # fmt: skip

    assert response.status_code == status, response.content.decode()
    assert not Blob.objects.exists()


@dataclass
class Line:
    """A connection that is cut after so many bytes, once."""

    address: str
    token: str
    cut: int
    sent: int = 0
    cuts: int = 0
    opened: list[Any] = field(default_factory=list)

    def put(self, name: str, number: int, piece: bytes, size: int) -> None:
        """Raises where it is cut."""
        host, port = self.address.removeprefix("http://").split(":")
        head = (
            f"PUT /api/sync/blobs/{name}/{number} HTTP/1.1\r\nHost: {host}:{port}\r\nX-Size: {size}\r\n"
            f"Authorization: Bearer {self.token}\r\nContent-Length: {len(piece)}\r\nConnection: close\r\n\r\n"
        )
        with socket.create_connection((host, int(port)), timeout=60) as line:
            line.sendall(head.encode())
            left = self.cut - self.sent if not self.cuts else len(piece)
            if left < len(piece):
                line.sendall(piece[:left])
                self.sent, self.cuts = self.sent + left, 1
                raise ConnectionError
            line.sendall(piece)
            self.sent += len(piece)
            answer = http.client.HTTPResponse(line)
            answer.begin()
            assert answer.status == 200, answer.read().decode()
            answer.read()

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        host, port = self.address.removeprefix("http://").split(":")
        connection = http.client.HTTPConnection(host, int(port), timeout=60)
        head = {
            "Authorization": f"Bearer {self.token}",
            "Content-Type": "application/json",
            "Connection": "close",
        }
        connection.request(method, path, json.dumps(body) if body else None, head)
        answer = connection.getresponse()
        found = json.loads(answer.read())
        connection.close()
        assert answer.status == 200, found
        return found

    def upload(self, content: bytes) -> None:
        """As the phone does it: what is missing, until nothing is."""
        name, count = digest(content), -(-len(content) // PIECE)
        for _ in range(3):
            known = self.ask("GET", f"/api/sync/blobs/{name}")
            missing = known["missing"] if known["size"] == len(content) else range(count)
            try:
                for number in missing:
                    self.put(name, number, content[number * PIECE : (number + 1) * PIECE], len(content))
            except ConnectionError:
                continue
            assert self.ask("POST", f"/api/sync/blobs/{name}/done", {"size": len(content)}) == {"done": True}
            return
        raise AssertionError("it never came whole")


@pytest.mark.row("BY-3")
@pytest.mark.wide
def test_two_hundred_uploads_cut_at_any_byte_arrive_whole(
    live_server: Any, transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the server put together is what was sent; what is sent again is one piece at most."""
    put_together: set[str] = set()
    monkeypatch.setattr("tongxin.files.commands.blobs.store_file", stored_as_it_is(put_together))
    monkeypatch.setattr("tongxin.files.rules.MOST_A_DAY", 2**40)
    phone, chance = Phone(make_mine().worker), random.Random(20261120)
    sizes, sent, worst, names = 0, 0, 0.0, set()
    for _ in range(UPLOADS):
        content = chance.randbytes(chance.randrange(1, 6 * PIECE))
        line = Line(live_server.url, phone.token, cut=chance.randrange(len(content)))
        line.upload(content)
        names.add(digest(content))
        sizes, sent = sizes + len(content), sent + line.sent
        worst = max(worst, (line.sent - len(content)) / len(content))
        assert line.cuts == 1
    print(
        f"{UPLOADS} uploads, {sizes / 1e6:.0f} MB: sent {sent / sizes:.3f} × size; again at most {worst:.3f} × size"
    )
    assert put_together == names
    assert sent / sizes < 1.2
    assert worst < 1.2


def stored_as_it_is(found: set[str]) -> Callable[..., StoredFile]:
    """Random bytes are no picture; what is stored of one is tested in tests/files."""

    def store(name: str, content: bytes, *, by: Any, at: Any, taken_at: None) -> StoredFile:
        found.add(digest(content))
        return StoredFile.objects.create(
            company_id=by.company_id, sha256=digest(content), name=name, content_type="image/jpeg",
            size=len(content), uploaded_by_id=by.person_id, uploaded_at=at,
        )  # fmt: skip

    return store


@pytest.mark.skipif(
    connection.vendor != "postgresql", reason="the tests' SQLite is one connection for all threads"
)
def test_two_tabs_at_once_make_one_photo(live_server: Any, transactional_db: None) -> None:
    content, phone = jpeg(photo(5), 95) + b"\x00" * PIECE, Phone(make_mine().worker)
    lines = [Line(live_server.url, phone.token, cut=10**9) for _ in range(4)]

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda line: line.upload(content), lines))

    assert (Blob.objects.count(), StoredFile.objects.count(), Photo.objects.count()) == (1, 1, 0)


@pytest.mark.parametrize("first", ["photo", "report"])
def test_whichever_comes_first_nothing_says_whose_a_photo_without_a_name_is(
    working: Mine, first: str
) -> None:
    content, phone = jpeg(photo(3)), Phone(working.worker)
    report = operation("case.open", hazard(working, anonymous=True), blobs=[digest(content)])
    if first == "photo":
        send(phone, content)
    assert phone.outcomes(report) == ["applied"]
    if first == "report":
        send(phone, content)

    assert Evidence.objects.get().file == StoredFile.objects.get()
    assert StoredFile.objects.get().uploaded_by_id is None
    assert (Blob.objects.count(), Picture.objects.count()) == (0, 0)
