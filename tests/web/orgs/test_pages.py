"""What the pages offer, what they refuse, and how many queries they take."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.clock import TODAY
from tests.factories import appoint, make_company, make_person, make_unit
from tests.orgs.world import make_office
from tests.world import Mine
from tongxin.facts.models import Fact
from tongxin.orgs.models import Appointment, Company, Link, Membership, PartyStanding, Person, Placement, Unit

LogIn = Callable[[Person], Client]
HTMX = {"HX-Request": "true"}


def text(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined,no-any-return]


@pytest.fixture
def office(mine: Mine, log_in: LogIn) -> Client:
    return log_in(make_office(mine))


PAGES = ("/orgs", "/orgs/tree", "/orgs/people", "/orgs/reminders", "/orgs/sizes", "/orgs/words")


@pytest.mark.parametrize("path", PAGES)
def test_a_worker_finds_no_such_page(mine: Mine, log_in: LogIn, path: str) -> None:
    assert log_in(mine.worker).get(path).status_code == 404
    assert Client().get(path).status_code == 302


def test_a_person_outside_the_scope_looks_absent(mine: Mine, log_in: LogIn) -> None:
    leader = log_in(mine.leader)

    refused = leader.get(f"/orgs/people/{mine.other_leader.id}")

    assert refused.status_code == 404
    assert "韩磊" not in text(refused)
    assert leader.get(f"/orgs/people/{mine.worker.id}").status_code == 200


def test_a_unit_outside_the_scope_shows_its_name_and_nothing_inside(mine: Mine, log_in: LogIn) -> None:
    body = text(log_in(mine.leader).get(f"/orgs/units/{mine.other_team.id}"))

    assert "采煤二班" in body
    assert not any(secret in body for secret in ("韩磊", "周斌", "任志勇", "3 人", "免去"))


def test_another_companys_unit_is_not_found(mine: Mine, office: Client) -> None:
    elsewhere = make_unit(make_company(), "team", name="外头的班")

    for path in ("", "/history", "/open", "/rename", "/move", "/end", "/link", "/join", "/appoint"):
        refused = office.get(f"/orgs/units/{elsewhere.id}{path}")
        assert (refused.status_code, "外头的班" in text(refused)) == (404, False)
    assert office.get(f"/orgs/tree/{elsewhere.id}").status_code == 404


@pytest.mark.parametrize(
    "path",
    ["units/{team}/open", "units/{team}/rename", "units/{team}/move", "units/{team}/end", "units/{team}/link",
     "units/{team}/join", "units/{team}/election", "units/{team}/appoint", "appointments/{post}/end",
     "appointments/{post}/restore", "appointments/{post}/substitute", "links/{link}/end",
     "people/{person}/place/party", "people/{person}/standing", "people/{person}/change",
     "people/{person}/left", "people/{person}/returned"],
)  # fmt: skip
def test_a_leader_changes_nothing(mine: Mine, log_in: LogIn, path: str) -> None:
    ids = {
        "team": mine.team.id,
        "post": Appointment.objects.get(person=mine.leader).id,
        "link": Link.objects.get(left=mine.group).id,
        "person": mine.worker.id,
    }

    assert log_in(mine.leader).post("/orgs/" + path.format(**ids), {}).status_code == 404
    assert not Fact.objects.exists()


def test_pages_take_at_most_fifteen_queries(mine: Mine, office: Client) -> None:
    paths = [
        *PAGES, f"/orgs/units/{mine.team.id}", f"/orgs/units/{mine.branch.id}",
        f"/orgs/units/{mine.team.id}/history", f"/orgs/people/{mine.instructor.id}",
        "/orgs/people?q=王", f"/orgs/tree/{mine.section.id}", f"/orgs/units/{mine.team.id}/link",
    ]  # fmt: skip
    office.get("/orgs")
    taken = {}
    for path in paths:
        with CaptureQueriesContext(connection) as queries:
            assert office.get(path).status_code == 200
        taken[path] = len([one for one in queries if "SAVEPOINT" not in one["sql"]])

    assert {path: number for path, number in taken.items() if number > 15} == {}


def test_a_unit_with_many_people_is_paged_and_searched(mine: Mine, office: Client) -> None:
    for number in range(60):
        make_person(mine.company, mine.team, name=f"工友{number:02}")
    address = f"/orgs/units/{mine.team.id}"

    with CaptureQueriesContext(connection) as few:
        first = text(office.get(address))
    with CaptureQueriesContext(connection) as more:
        second = text(office.get(f"{address}?page=2"))
    found = text(office.get(f"{address}?q=工友07", headers=HTMX))

    assert first.count("/orgs/people/") - second.count("/orgs/people/") > 20
    assert abs(len(few) - len(more)) <= 1
    assert ("工友07" in found, "工友08" in found, "<html" in found) == (True, False, False)


def test_a_unit_is_opened_renamed_moved_and_ended(mine: Mine, office: Client) -> None:
    section = make_unit(mine.company, "section", mine.root, name="掘进区")
    opened = {"kind": "team", "name": "掘进一班", "on": "2026-11-01", "code": "D1"}
    office.post(f"/orgs/units/{mine.section.id}/open", opened)
    team = Unit.objects.get(name="掘进一班")

    office.post(f"/orgs/units/{team.id}/rename", {"name": "掘进二班", "on": "2026-11-05"})
    moved = office.post(f"/orgs/units/{team.id}/move", {"parent": section.id, "on": "2026-11-10"})
    assert moved.headers["Location"] == f"/orgs/units/{team.id}"
    history = text(office.get(f"/orgs/units/{team.id}/history"))
    office.post(f"/orgs/units/{team.id}/end", {"on": "2026-11-19"})

    assert Placement.objects.filter(unit=team).count() == 3
    assert "掘进二班从综采一区移到掘进区" in history
    assert "“掘进一班”改名为“掘进二班”" in history
    assert Unit.objects.get(id=team.id).ends_date == date(2026, 11, 19)
    assert "掘进一班" in text(office.get(f"/orgs/units/{team.id}?on=2026-11-03"))


def test_a_refusal_comes_back_to_its_field(mine: Mine, office: Client) -> None:
    refused = office.post(
        f"/orgs/units/{mine.section.id}/open", {"kind": "team", "name": "采煤一班", "on": ""}
    )
    again = office.post(
        f"/orgs/units/{mine.section.id}/open", {"kind": "team", "name": "采煤一班", "on": "2026-11-20"}
    )
    circle = office.post(f"/orgs/units/{mine.team.id}/move", {"parent": mine.team.id, "on": "2026-11-20"})

    assert (refused.status_code, again.status_code, circle.status_code) == (422, 422, 422)
    assert "这一项还空着" in text(refused)
    assert "“采煤一班”已经有了，请换一个名称" in text(again)
    assert not Fact.objects.exists()


def test_people_come_move_and_leave_by_the_pages(mine: Mine, office: Client) -> None:
    office.post(
        f"/orgs/units/{mine.team.id}/join", {"name": "孙浩", "employee_no": "E900", "on": "2026-11-02"}
    )
    person = Person.objects.get(employee_no="E900")
    at = f"/orgs/people/{person.id}"

    office.post(f"{at}/place/administration", {"unit": mine.other_team.id, "on": "2026-11-05"})
    office.post(f"{at}/standing", {"standing": "applicant", "on": "2026-11-06"})
    office.post(f"{at}/change", {"name": "孙皓", "trade": "支架工", "phone": ""})
    office.post(f"{at}/left", {"on": "2026-11-19"})

    assert Membership.objects.filter(person=person).count() == 2
    assert PartyStanding.objects.get(person=person).standing == "applicant"
    assert "2026-11-19 离开" in text(office.get(at))
    office.post(f"{at}/returned")
    assert Person.objects.get(id=person.id).left_date is None
    assert "孙皓" in text(office.get(f"/orgs/units/{mine.other_team.id}"))


def test_posts_are_given_ended_and_given_back(mine: Mine, office: Client) -> None:
    member = make_person(mine.company, mine.other_team, party="full", name="任建军")
    given = {
        "post": "political_instructor",
        "person": member.id,
        "starts_date": "2026-11-01",
        "basis": "党委〔2026〕12 号",
    }
    office.post(f"/orgs/units/{mine.other_team.id}/appoint", given)
    post = Appointment.objects.get(person=member)

    office.post(f"/orgs/appointments/{post.id}/end", {"on": "2026-11-19"})
    offered = text(office.get(f"/orgs/units/{mine.other_team.id}"))
    office.post(f"/orgs/appointments/{post.id}/restore")

    assert "撤销免职" in offered
    assert Appointment.objects.get(id=post.id).ends_date == date(2028, 10, 31)
    standing_in = {"person": mine.leader.id, "starts_date": "2026-11-20", "ends_date": "2026-11-30"}
    refused = office.post(f"/orgs/appointments/{post.id}/substitute", standing_in)
    assert "这个人现在不是正式党员" in text(refused)


def test_an_election_and_a_link_end_by_the_pages(mine: Mine, office: Client) -> None:
    link = Link.objects.get(left=mine.group, right=mine.team)

    office.post(f"/orgs/units/{mine.branch.id}/election", {"elected_date": "2026-11-01"})
    asked = text(office.get(f"/orgs/links/{link.id}/end"))
    office.post(f"/orgs/links/{link.id}/end", {"on": "2026-11-19"})

    assert Unit.objects.get(id=mine.branch.id).elected_date == date(2026, 11, 1)
    assert "第一党小组和采煤一班不再挂钩" in asked
    assert Link.objects.get(id=link.id).ends_date == date(2026, 11, 19)
    assert office.get(f"/orgs/links/{link.id}/end").status_code == 404


def test_an_early_election_and_a_wrong_day_are_told_on_the_page(mine: Mine, office: Client) -> None:
    address = f"/orgs/units/{mine.branch.id}/election"

    early = text(office.post(address, {"elected_date": "2026-11-01"}, follow=True))
    twice = office.post(address, {"elected_date": "2026-11-01"})
    office.post(address, {"elected_date": "2026-11-03", "corrects": "on"})

    assert "请留意：原任期到 2028-05-31，提前了 577 天换届" in early
    assert (twice.status_code, "这次选举已经登记过了" in text(twice)) == (422, True)
    assert "的选举日期从 2026-11-01 更正为 2026-11-03" in text(
        office.get(f"/orgs/units/{mine.branch.id}/history")
    )


def test_a_day_before_and_a_day_after_the_unit_say_so(mine: Mine, office: Client) -> None:
    short = make_unit(mine.company, "branch", mine.committee, name="短支部", ends_date=date(2026, 11, 1))

    before = text(office.get(f"/orgs/units/{mine.branch.id}?on=1990-01-01"))
    after = text(office.get(f"/orgs/units/{short.id}"))

    assert "1990-01-01 还没有这个单位" in before
    assert ("条要留意" in before, "挂钩的单位" in before) == (False, False)
    assert "短支部：已经撤销" in after
    assert "它的最后一天是 2026-11-01" in after


def test_the_companys_words_are_said_everywhere(mine: Mine, office: Client, log_in: LogIn) -> None:
    saved = office.post("/orgs/words", {"word-team": "工班", "word-political_instructor": "党代表"})

    assert saved.headers["Location"] == "/orgs/words"
    assert Company.objects.get(id=mine.company.id).trade_words == {
        "team": "工班",
        "political_instructor": "党代表",
    }
    body = text(office.get("/orgs"))
    assert "2 个工班，1 个没有党员" in body
    assert "党代表" in body
    wrong = office.post("/orgs/words", {"word-team": "一个实在太长太长太长的词语"})
    assert (wrong.status_code, "最多 12 个字" in text(wrong)) == (422, True)
    assert log_in(mine.secretary).post("/orgs/words", {"word-team": "队"}).status_code == 403


def test_the_picker_offers_people_to_any_form(mine: Mine, office: Client) -> None:
    body = text(office.get("/orgs/people?q=张&pick=owner", headers=HTMX))

    assert f'name="owner" value="{mine.worker.id}"' in body
    assert "<html" not in body


def test_a_level_of_the_tree_comes_alone(mine: Mine, office: Client) -> None:
    body = text(office.get(f"/orgs/tree/{mine.section.id}?on=2026-11-20", headers=HTMX))

    assert ("采煤一班" in body, "采煤二班" in body, "<html" in body) == (True, True, False)
    assert "采煤一班" not in text(office.get(f"/orgs/tree/{mine.section.id}?on=2019-01-01", headers=HTMX))


def test_a_level_of_the_tree_is_a_whole_page_without_javascript(mine: Mine, office: Client) -> None:
    page = text(office.get(f"/orgs/tree/{mine.section.id}"))
    past = text(office.get(f"/orgs/tree/{mine.section.id}?on=2026-11-01"))
    empty = text(office.get(f"/orgs/tree/{mine.team.id}"))

    assert "<h1>综采一区下面有 2 个单位</h1>" in page
    assert ("采煤一班" in page, "采煤二班" in page, "这里没有下级单位" in empty) == (True, True, True)
    assert ("回到今天" in past, "回到今天" in page) == (True, False)
    assert f'href="/orgs/tree/{mine.section.id}?on=2026-11-20"' in text(office.get("/orgs/tree"))


def test_a_day_that_is_none_means_today(mine: Mine, office: Client) -> None:
    assert f'value="{TODAY}"' in text(office.get("/orgs/tree?on=gestern"))
    assert f'value="{TODAY}"' in text(office.get("/orgs/tree?on=2099-01-01"))


def test_the_suspension_of_rights_is_for_those_who_keep_the_standing(mine: Mine, log_in: LogIn) -> None:
    PartyStanding.objects.filter(person=mine.instructor).update(rights_suspended=True)
    address = f"/orgs/people/{mine.instructor.id}"

    assert "暂停表决权" in text(log_in(mine.secretary).get(address))
    assert "暂停表决权" not in text(log_in(mine.leader).get(address))


def test_an_empty_office_is_told_what_to_do(log_in: LogIn, db: None) -> None:
    company = make_company()
    committee = make_unit(company, "committee")
    person = make_person(company, committee, party="full")
    appoint(person, "party_office", committee)
    office = log_in(person)

    assert "还没有班组" in text(office.get("/orgs"))
    assert "近六个月没有要换届的" in text(office.get("/orgs/reminders"))
    assert "还没有党支部" in text(office.get("/orgs/sizes"))


def test_suspended_rights_stay_until_somebody_restores_them(office: Client, mine: Mine) -> None:
    """BR-45: the box is ticked when the page is opened, so that saving another day keeps it."""
    at = f"/orgs/people/{mine.instructor.id}/standing"
    office.post(at, {"standing": "full", "on": "2026-11-06", "suspended": "on"})

    assert 'name="suspended" id="id_suspended" checked' in " ".join(
        office.get(at).content.decode().split()
    ).replace('aria-describedby="help-suspended" ', "")
    assert PartyStanding.objects.get(person=mine.instructor, ends_date=None).rights_suspended is True
