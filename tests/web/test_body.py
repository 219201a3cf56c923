"""What is too large is refused before a byte of it is read, for anybody."""

import io

import pytest
from django.test import Client
from django.test.client import RequestFactory

from tongxin.web.body import FILES, FORM, BodyMiddleware


class Untouched(io.BytesIO):
    def read(self, *given: object) -> bytes:
        raise AssertionError("the body was read")


@pytest.mark.parametrize(
    ("path", "length", "taken"),
    [
        ("/login", FORM, True),
        ("/login", FORM + 1, False),
        ("/no/such/page", FORM + 1, False),
        ("/api/v1/records", FORM + 1, False),
        ("/orgs/roster", FILES, True),
        ("/orgs/roster", FILES + 1, False),
        ("/records/1/files", FILES, True),
        ("/login", "much", True),  # nothing is ever read of a body that names no length
    ],
)
def test_a_route_takes_what_it_declares(path: str, length: int | str, taken: bool) -> None:
    request = RequestFactory().post(path, CONTENT_LENGTH=str(length))
    request._stream = Untouched()  # type: ignore[attr-defined]

    answer = BodyMiddleware(lambda request: None)(request)  # type: ignore[arg-type, return-value]

    assert (answer is None) is taken


def test_the_refusal_says_how_much_is_taken() -> None:
    answer = Client().post("/login", {"number": "x" * (FORM + 1)})

    assert answer.status_code == 413
    assert "这里一次最多收 5 MB" in answer.content.decode()
