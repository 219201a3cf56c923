"""The pages of regimes: what is in force, what a pack asks, trying it out, adopting it."""

from collections.abc import Callable
from urllib.parse import urlencode

import pytest
import yaml
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories import adopt, follow, make_company, make_rotation, make_unit
from tests.regimes.specs import case, duty, pack
from tests.world import Mine
from tongxin.adoption.models import Adoption, PackVersion
from tongxin.orgs.models import Person

LogIn = Callable[[Person], Client]
PACK = "/regimes/packs/party-branch-2018"


def text_of(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined,no-any-return]


def own_text(**meta: object) -> str:
    raw = pack(duty(owed_by={"post": "branch_secretary", "unit": "branch"}), **meta).model_dump(
        mode="json", exclude_defaults=True
    )
    return yaml.safe_dump(raw, allow_unicode=True)


def test_nothing_adopted_says_what_to_do(mine: Mine, log_in: LogIn) -> None:
    page = text_of(log_in(mine.secretary).get("/regimes"))

    assert "还没有采用制度" in page
    assert "先试算每个岗位每周要花几分钟" in page
    assert "班组小政委" in page


def test_what_is_in_force_is_shown_with_its_unit_and_day(mine: Mine, log_in: LogIn) -> None:
    adopt(mine.section, "party-branch-2018", overlay={"duties": {"theme_day_monthly": {"grace_days": 0}}})
    page = text_of(log_in(mine.organiser).get("/regimes"))

    assert "正在执行 1 项制度" in page
    assert "2020-01-01" in page
    assert "主题党日每月一次改为每月，没有宽限" in page
    assert "写自己的制度" not in page


@pytest.mark.parametrize("person", ["leader", "worker", "instructor"])
def test_who_may_not_see_regimes_finds_nothing(mine: Mine, log_in: LogIn, person: str) -> None:
    client = log_in(getattr(mine, person))
    for path in ("/regimes", PACK, f"{PACK}/simulate", f"{PACK}/adopt", f"{PACK}/compare", "/regimes/own"):
        assert client.get(path).status_code == 404, path


def test_who_may_see_but_not_adopt_is_offered_no_button(mine: Mine, log_in: LogIn) -> None:
    client = log_in(mine.organiser)

    assert "去采用" not in text_of(client.get(f"{PACK}/simulate"))
    assert client.get(f"{PACK}/adopt").status_code == 404
    assert client.post(f"{PACK}/adopt", {"unit": mine.section.id}).status_code == 404
    assert not Adoption.objects.exists()


def test_a_pack_shows_each_duty_with_document_article_and_whether_checked(mine: Mine, log_in: LogIn) -> None:
    page = text_of(log_in(mine.secretary).get(PACK))

    assert "12 条职责，11 种记录" in page
    assert "《中国共产党支部工作条例（试行）》第十二条" in page
    assert "正式党员不少于 7 人时" in page
    assert "还没有人对过原文" in page


def test_an_unknown_pack_is_not_found(mine: Mine, log_in: LogIn) -> None:
    client = log_in(mine.secretary)

    assert client.get("/regimes/packs/nothing").status_code == 404
    assert client.get(f"{PACK}?version=9.9").status_code == 404


@pytest.mark.row("BY-6")
def test_a_trial_shows_minutes_against_budgets_and_what_nobody_owns(mine: Mine, log_in: LogIn) -> None:
    follow(mine.team, make_rotation(mine.company))
    query = urlencode({"unit": mine.section.id, "from": "2026-12-01", "weeks": 4, "post": "team_leader"})
    page = text_of(log_in(mine.secretary).get(f"/regimes/packs/xzw/simulate?{query}"))

    assert "可以采用：没有岗位因为它超出每周用时上限" in page
    assert "连同要先采用的“党支部组织生活”一起算" in page
    assert 'aria-label="班组长 70 分钟，上限 90"' in page
    assert "班组长要做什么" in page
    assert "正在走的一期还剩一半以上时间的，这一期就要做" in page
    assert "第一次到期" in page
    assert "采煤二班缺小政委" in page
    assert "算不出来的班组：采煤二班。" in page


def test_a_trial_of_nonsense_says_what_is_wrong(mine: Mine, log_in: LogIn) -> None:
    client = log_in(mine.secretary)

    assert client.get(f"{PACK}/simulate?weeks=many").status_code == 422
    assert client.get(f"{PACK}/simulate?from=tomorrow").status_code == 422
    assert client.get(f"{PACK}/simulate?unit=999999").status_code == 404


@pytest.mark.row("BY-6")
def test_a_company_writes_tries_and_adopts_its_own_pack_through_the_pages(mine: Mine, log_in: LogIn) -> None:
    client = log_in(mine.secretary)
    kept = client.post("/regimes/own", {"text": own_text()})
    assert kept.status_code == 302
    assert kept["Location"] == "/regimes/packs/our-own/simulate"
    assert "去采用" in text_of(client.get(kept["Location"]))

    form = {"unit": mine.section.id, "starts": "2026-12-01", "basis": "11 月 18 日支委会", "version": "1.0"}
    adopted = client.post(
        "/regimes/packs/our-own/adopt",
        {**form, "every-meeting_monthly": "quarter", "reason-meeting_monthly": "合开"},
    )
    assert adopted.status_code == 302
    row = Adoption.objects.get()
    assert (row.unit, str(row.starts_date), row.basis) == (mine.section, "2026-12-01", "11 月 18 日支委会")
    assert row.overlay == {"duties": {"meeting_monthly": {"every": "quarter", "reason": "合开"}}}

    client.post(
        "/regimes/own",
        {"text": own_text(version="1.1", summary="新的").replace("minutes: 60", "minutes: 20")},
    )
    compared = text_of(client.get("/regimes/packs/our-own/compare?old=1.0&new=1.1"))
    assert "从 1.0 版到 1.1 版，1 条职责有变化" in compared
    assert "每次用时：60 分钟 → 20 分钟" in compared


def test_an_own_pack_with_faults_comes_back_with_each_of_them(mine: Mine, log_in: LogIn) -> None:
    client = log_in(mine.secretary)
    answer = client.post("/regimes/own", {"text": own_text().replace("every: month", "every: decade")})
    assert answer.status_code == 422
    assert "还有 1 处要改" in text_of(answer)
    assert "duties[0].every" in text_of(answer)

    answer = client.post("/regimes/own", {"text": own_text().replace("branch_secretary", "captain")})
    assert "还有 2 处要改" in text_of(answer)
    answer = client.post("/regimes/own", {"text": own_text(key="xzw")})
    assert "是随产品来的制度" in text_of(answer)
    assert not PackVersion.objects.exists()


def test_the_example_on_the_page_is_a_sound_pack(mine: Mine, log_in: LogIn) -> None:
    client = log_in(mine.secretary)
    example = client.get("/regimes/own").context["text"]

    assert client.post("/regimes/own", {"text": example}).status_code == 302


def test_a_refused_adoption_keeps_what_was_filled_in(mine: Mine, log_in: LogIn) -> None:
    client = log_in(mine.secretary)
    form = {
        "unit": mine.section.id,
        "starts": "2026-12-01",
        "basis": "会议",
        "every-theme_day_monthly": "quarter",
    }
    answer = client.post(f"{PACK}/adopt", form)

    assert answer.status_code == 422
    assert "“主题党日每月一次”不能这样改" in text_of(answer)
    assert 'value="会议"' in text_of(answer)
    assert not Adoption.objects.exists()


def test_dropping_and_times_are_taken_from_the_form(mine: Mine, log_in: LogIn) -> None:
    form = {
        "unit": mine.section.id, "starts": "2026-12-01", "drop-party_lecture_quarterly": "1",
        "times-theme_day_monthly": "2",
    }  # fmt: skip
    assert log_in(mine.secretary).post(f"{PACK}/adopt", form).status_code == 302

    assert Adoption.objects.get().overlay == {
        "duties": {"party_lecture_quarterly": {"drop": True}, "theme_day_monthly": {"times": 2}}
    }
    assert "不执行 党课每季度一次" in text_of(log_in(mine.secretary).get("/regimes"))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"starts": "soon"}, "不是日期"),
        ({"starts": "2026-01-01"}, "不能从过去的"),
        ({"times-theme_day_monthly": "90"}, "有一项改动填得不对"),
        ({"grace-theme_day_monthly": "x"}, "不是一个数"),
    ],
)
def test_what_is_filled_in_wrong_is_said(
    mine: Mine, log_in: LogIn, change: dict[str, str], said: str
) -> None:
    form = {"unit": mine.section.id, "starts": "2026-12-01", **change}
    answer = log_in(mine.secretary).post(f"{PACK}/adopt", form)

    assert answer.status_code == 422
    assert said in text_of(answer)


def test_over_budget_the_form_asks_for_a_reason(mine: Mine, log_in: LogIn) -> None:
    client = log_in(mine.secretary)
    client.post("/regimes/own", {"text": own_text().replace("every: month", "every: day")})
    trial = text_of(client.get("/regimes/packs/our-own/simulate"))
    assert "现在不能采用：1 个岗位超出每周用时上限" in trial
    assert "去采用" not in trial
    assert "drop=meeting_monthly" in trial

    form = {"unit": mine.section.id, "starts": "2026-12-01"}
    answer = client.post("/regimes/packs/our-own/adopt", form)
    assert answer.status_code == 422
    assert "请写明为什么超了上限仍要采用" in text_of(answer)
    assert client.post("/regimes/packs/our-own/adopt", {**form, "reason": "百日攻坚"}).status_code == 302


def test_without_the_suggested_duties_it_may_be_adopted(mine: Mine, log_in: LogIn) -> None:
    client = log_in(mine.secretary)
    client.post("/regimes/own", {"text": own_text().replace("every: month", "every: day")})
    page = text_of(client.get("/regimes/packs/our-own/simulate?drop=meeting_monthly"))

    assert "可以采用" in page
    assert "已减掉 1 条" in page


def test_an_adoption_is_ended_with_a_reason(mine: Mine, log_in: LogIn) -> None:
    [row] = adopt(mine.section, "party-branch-2018")
    client = log_in(mine.secretary)
    path = f"/regimes/adoptions/{row.id}/end"
    assert "已经排出的照办" in text_of(client.get(path))
    assert client.post(path, {"ends": "2026-11-30", "reason": "不"}).status_code == 422
    assert client.post(path, {"ends": "2026-11-20", "reason": "支部撤并了"}).status_code == 302

    row.refresh_from_db()
    assert (str(row.ends_date), row.ended_reason) == ("2026-11-20", "支部撤并了")
    assert log_in(mine.organiser).get(path).status_code == 404


def test_another_companys_regimes_are_not_found(mine: Mine, log_in: LogIn) -> None:
    company = make_unit(make_company(name="别的公司"), "company")
    [row] = adopt(company, "party-branch-2018")
    client = log_in(mine.secretary)

    assert "还没有采用制度" in text_of(client.get("/regimes"))
    assert client.get(f"/regimes/adoptions/{row.id}/end").status_code == 404
    assert client.post(f"{PACK}/adopt", {"unit": company.id, "starts": "2026-12-01"}).status_code == 404


@pytest.mark.parametrize("path", ["/regimes", PACK, f"{PACK}/simulate", f"{PACK}/adopt", f"{PACK}/compare"])
def test_a_page_asks_the_same_of_one_adoption_and_of_three(mine: Mine, log_in: LogIn, path: str) -> None:
    client = log_in(mine.secretary)

    def count() -> int:
        client.get(path)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == 200
        return len(captured)

    adopt(mine.section, "kq-meetings")
    one = count()
    adopt(mine.branch, "sz")
    adopt(mine.group, "db")
    assert count() == one
    assert one <= 15


def brought(content: bytes, name: str = "我们的制度.yaml") -> dict[str, SimpleUploadedFile]:
    return {"file": SimpleUploadedFile(name, content)}


def test_an_own_pack_is_brought_as_one_file(mine: Mine, log_in: LogIn) -> None:
    kept = log_in(mine.secretary).post("/regimes/own", brought(own_text().encode("utf-8-sig")))

    assert kept["Location"] == "/regimes/packs/our-own/simulate"
    assert PackVersion.objects.get().version == "1.0"


def test_a_fault_of_a_brought_file_names_its_line_and_the_text_stays(mine: Mine, log_in: LogIn) -> None:
    text = own_text().replace("every: month", "every: decade")
    line = text[: text.index("every: decade")].count("\n") + 1

    answer = log_in(mine.secretary).post("/regimes/own", brought(text.encode()))

    assert answer.status_code == 422
    assert answer.context["text"] == text
    assert [(one.line, one.where) for one in answer.context["problems"]] == [(line, "duties[0].every")]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"PK\x03\x04 a document", "是压缩包或 Word、Excel 文件"),
        ("班组".encode("gbk"), "不是 UTF-8 编码的文本文件"),
        (b"meta: \0", "不是文本文件"),
        (b"#" * 1_000_001, "太大，不是一份制度"),
    ],
)
def test_a_file_that_is_no_text_of_a_pack_is_refused(
    mine: Mine, log_in: LogIn, content: bytes, sentence: str
) -> None:
    answer = log_in(mine.secretary).post("/regimes/own", brought(content))

    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert not PackVersion.objects.exists()


def test_a_pack_shows_its_kinds_of_case_with_states_and_moves(mine: Mine, log_in: LogIn) -> None:
    text = yaml.safe_dump(
        pack(cases=(case(),)).model_dump(mode="json", exclude_defaults=True), allow_unicode=True
    )
    client = log_in(mine.secretary)
    client.post("/regimes/own", brought(text.encode()))

    [flow] = client.get("/regimes/packs/our-own").context["view"].flows

    assert (flow.title, flow.places, flow.opened_by) == ("诉求", "班组", "本单位和相关单位的人")
    assert (flow.states, flow.ends) == (("待办", "已答复", "办结"), ("办结",))
    assert [(way.title, way.source, way.target, way.by, way.apart, way.due) for way in flow.ways] == [
        ("答复", ("待办",), "已答复", "班组长", "", "“提出”后 3 天内"),
        ("要求重办", ("已答复",), "待办", "提出人", "", ""),
        ("办结", ("已答复",), "办结", "小政委", "不能是办“答复”的人", ""),
    ]
    assert "流程 1 种" in text_of(client.get("/regimes"))
