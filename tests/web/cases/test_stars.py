"""The star wall: read by everybody of the company, thanked in one tap, taken down by the doer."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.clock import NOW
from tests.factories import adopt, make_account, make_administrator, make_person
from tests.world import Mine
from tongxin.cases.commands import Making, Opening, move_case, open_case
from tongxin.cases.models import Deed
from tongxin.kernel.actor import Actor

LogIn = Callable[..., Client]
Act = Callable[..., Actor]
Shine = Callable[..., int]


@pytest.fixture
def honouring(mine: Mine) -> Mine:
    adopt(mine.root, "party-branch-2018", "honour")
    return mine


@pytest.fixture
def shine(honouring: Mine, act: Act) -> Shine:
    """A good deed of the instructor's on the wall."""

    def build(deed: str = "把崴脚的刘强背到井口") -> int:
        given = {"who": [honouring.instructor.id], "deed": deed}
        opening = Opening("good_deed", honouring.team.id, given)
        case = open_case(opening, by=act(honouring.worker), at=NOW).case_id
        move_case(case, Making("confirm"), by=act(honouring.leader), at=NOW)
        move_case(case, Making("consent"), by=act(honouring.instructor), at=NOW)
        return case

    return build


@pytest.mark.row("SX-6")
def test_everybody_reads_who_did_what_and_thanks_in_one_tap(
    honouring: Mine, shine: Shine, log_in: LogIn
) -> None:
    case = shine()
    client = log_in(honouring.other_leader)

    page = client.get("/stars").content.decode()
    answered = client.post(f"/stars/{case}/thank", follow=True)

    assert "今年有 1 件好事" in page
    assert "王建国" in page
    assert "把崴脚的刘强背到井口" in page
    assert answered.redirect_chain == [(f"/stars#deed-{case}", 302)]
    assert "谢过了" in answered.content.decode()
    assert Deed.objects.filter(case=case, move="thank").count() == 1


def test_a_second_thanks_is_refused_in_words(honouring: Mine, shine: Shine, log_in: LogIn) -> None:
    case = shine()
    client = log_in(honouring.other_leader)
    client.post(f"/stars/{case}/thank")

    again = client.post(f"/stars/{case}/thank", {"unit": honouring.team.id}, follow=True)

    assert again.redirect_chain == [(f"/stars?unit={honouring.team.id}#deed-{case}", 302)]
    assert "“谢谢”已经办过了" in again.content.decode()
    assert Deed.objects.filter(case=case, move="thank").count() == 1


def test_who_did_it_is_not_asked_to_thank_and_may_take_it_down(
    honouring: Mine, shine: Shine, log_in: LogIn, act: Act
) -> None:
    case = shine()
    page = log_in(honouring.instructor).get("/stars").content.decode()
    assert "看，或撤下来" in page
    assert "star_thank" not in page
    assert f"/stars/{case}/thank" not in page

    move_case(case, Making("take_down"), by=act(honouring.instructor), at=NOW)

    gone = log_in(honouring.other_leader).get("/stars").content.decode()
    assert "把崴脚的刘强背到井口" not in gone
    assert "等您来说" in gone


def test_an_empty_wall_says_how_to_begin(mine: Mine, log_in: LogIn) -> None:
    without = log_in(mine.worker).get("/stars").content.decode()
    adopt(mine.root, "party-branch-2018", "honour")
    followed = log_in(mine.worker).get("/stars").content.decode()

    assert "采用“先锋和星光”以后" in without
    assert "说一件好事" in followed
    assert "还没有挂牌的先锋岗" in log_in(mine.worker).get("/stars/posts").content.decode()


def test_administrators_read_no_wall(honouring: Mine, shine: Shine, log_in: LogIn) -> None:
    shine()
    person = make_person(honouring.company, honouring.section, name="管理员")
    make_account(person)
    make_administrator(person, "system")

    assert log_in(person).get("/stars").status_code == 404


@pytest.mark.parametrize("address", ["/stars", "/stars/posts"])
def test_the_wall_asks_the_same_for_one_deed_and_for_many(
    honouring: Mine, shine: Shine, log_in: LogIn, address: str
) -> None:
    client = log_in(honouring.other_leader)
    asked = []
    shine()
    client.get(address)
    for _ in range(2):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(address).status_code == 200
        asked.append(len(queries))
        shine("第二件")
        shine("第三件")

    assert asked[0] == asked[1]
    assert asked[0] <= 12


def test_what_is_older_comes_on_the_next_page(honouring: Mine, shine: Shine, log_in: LogIn) -> None:
    for number in range(31):
        shine(f"第 {number} 件")
    client = log_in(honouring.worker)

    first = client.get("/stars").content.decode()
    address = first.split('href="?before=')[1].split('"')[0]
    second = client.get(f"/stars?before={address}".replace("&amp;", "&")).content.decode()

    assert ("第 30 件" in first, "第 0 件" in first) == (True, False)
    assert ("第 30 件" in second, "第 0 件" in second) == (False, True)


def test_a_unit_of_another_company_is_not_found(honouring: Mine, log_in: LogIn) -> None:
    assert log_in(honouring.worker).get("/stars?unit=999999999").status_code == 404
