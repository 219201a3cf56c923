"""The path of a unit names it and all above it."""

import pytest

from tongxin.kernel.paths import ids_in


@pytest.mark.parametrize(
    ("path", "ids"),
    [
        ("", ()),
        ("1.", (1,)),
        ("1.20.3.", (1, 20, 3)),
        ("1.20.3", (1, 20, 3)),
    ],
)
def test_a_path_holds_the_units_from_the_root_down(path: str, ids: tuple[int, ...]) -> None:
    assert ids_in(path) == ids
