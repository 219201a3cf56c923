"""A picture that comes later joins the step that waits for it, as long as there is room."""

import pytest

from tests.cases.kinds import follow
from tests.clock import NOW
from tests.world import Mine
from tongxin.access.queries import actor_of
from tongxin.cases.commands import Opening, open_case
from tongxin.cases.commands.joining import join_file
from tongxin.cases.models import Evidence
from tongxin.files.commands import store_file
from tongxin.files.rules import MOST_PER_THING

pytestmark = pytest.mark.django_db


def test_it_joins_once_and_only_where_there_is_room(mine: Mine) -> None:
    follow(mine.root)
    by = actor_of(mine.worker.id, at=NOW)
    case = open_case(Opening("fault", mine.team.id, {"what": "皮带跑偏"}), by=by, at=NOW).case_id
    files = [
        store_file(f"{one}.txt", f"{one}".encode(), by=by, at=NOW).id for one in range(MOST_PER_THING + 1)
    ]

    assert [join_file(case, files[0]), join_file(case, files[0])] == [True, True]
    assert [join_file(case, one) for one in files[1:]] == [True] * (MOST_PER_THING - 1) + [False]
    assert not join_file(case, files[0], number=9)
    assert Evidence.objects.filter(deed__case=case).count() == MOST_PER_THING
