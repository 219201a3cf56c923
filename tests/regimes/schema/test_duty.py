"""What cannot be a duty is refused where it is read."""

from typing import Any

import pytest
from pydantic import ValidationError

from tests.regimes.specs import duty


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"from_month": 5, "to_month": 3, "every": "year"}, "from_month comes after to_month"),
        ({"from_month": 5}, "belong to a duty of the year"),
        ({"due_day": 5, "due_after_days": 3}, "exclude each other"),
        ({"met_by": []}, "at least 1 item"),
        ({"met_by": [{}]}, "name either a record, a report or a case"),
        (
            {"met_by": [{"record": "meeting", "report": "monthly"}]},
            "name either a record, a report or a case",
        ),
        ({"met_by": [{"case": "wish", "report": "monthly"}]}, "name either a record, a report or a case"),
        ({"met_by": [{"case": "wish", "owner": "present"}]}, "having and present belong to a record"),
        ({"met_by": [{"record": "meeting", "from_each": "party_group"}]}, "belongs to a record held below"),
        (
            {"met_by": [{"report": "monthly", "where": "below", "from_each": "party_group"}]},
            "belongs to a record held below",
        ),
    ],
)
def test_what_makes_no_sense_is_refused(given: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        duty(**given)


def test_a_meeting_of_each_group_below_may_be_asked_for() -> None:
    way = {"record": "meeting", "where": "below", "from_each": "party_group"}

    assert duty(met_by=[way]).met_by[0].from_each == "party_group"
