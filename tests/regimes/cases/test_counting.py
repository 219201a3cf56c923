"""How long from step to step."""

from datetime import datetime, timedelta

import pytest

from tongxin.regimes.cases.counting import hours
from tongxin.regimes.schema.counting import Measure

NINE = datetime(2026, 11, 20, 9)
MEASURE = Measure(earliest="delivered", after="plan", until=("talk", "visit"))


@pytest.mark.parametrize(
    ("after_hours", "taken"),
    [
        ({"plan": 0, "talk": 3, "visit": 2}, 2.0),  # whichever came first
        ({"plan": 0, "visit": 26}, 26.0),
        ({"plan": 5, "talk": 3}, 0.0),  # written up in another order
        ({"plan": 0}, None),
        ({"talk": 3}, None),
    ],
)
def test_from_the_one_to_the_first_of_the_others(after_hours: dict[str, int], taken: float | None) -> None:
    made = {key: NINE + timedelta(hours=count) for key, count in after_hours.items()}

    assert hours(MEASURE, made) == taken
