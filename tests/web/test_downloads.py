"""A file is saved under its own name; only a picture is ever shown in the page, and nothing runs there."""

import pytest

from tongxin.files.queries import Download
from tongxin.web.downloads import hand_out


@pytest.mark.parametrize(
    ("content_type", "show", "kind"),
    [
        ("image/jpeg", True, "inline"),
        ("image/jpeg", False, "attachment"),
        ("application/pdf", True, "attachment"),
        ("text/html", True, "attachment"),
    ],
)
def test_only_a_picture_is_shown_in_the_page(content_type: str, show: bool, kind: str) -> None:
    response = hand_out(Download("顶板.jpg", content_type, b"x"), show=show)

    assert response["Content-Disposition"] == f"{kind}; filename*=UTF-8''%E9%A1%B6%E6%9D%BF.jpg"
    assert (response.content, response["Content-Type"]) == (b"x", content_type)


def test_no_browser_guesses_its_type_or_lends_it_to_another_site() -> None:
    response = hand_out(Download("a.txt", "text/plain", b"<script>"), show=True)

    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
