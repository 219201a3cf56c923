"""What the check of packs finds in kinds of case, and how it says it."""

import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings

from tests.regimes.specs import AGAIN, ANSWER, BASIS, CLOSE, case, pack, record
from tongxin.regimes.check import check_folder, check_pack
from tongxin.regimes.load import library
from tongxin.regimes.schema.case import CaseSpec
from tongxin.regimes.schema.pack import Pack

BASE = library(settings.PACKS_DIR)["base"]
WHAT: dict[str, Any] = {"key": "what", "title": "什么事", "type": "text", "required": True}
KIND: dict[str, Any] = {
    "key": "sort", "title": "哪一类", "type": "choice",
    "choices": [{"key": "safety", "title": "安全"}, {"key": "pay", "title": "工资"}],
}  # fmt: skip
DAY: dict[str, Any] = {"key": "until", "title": "到哪天", "type": "date"}
HELPER: dict[str, Any] = {"key": "who", "title": "请谁办", "type": "people", "fills": "helper"}
SEALED: dict[str, Any] = {
    "key": "told",
    "title": "说了什么",
    "type": "long_text",
    "level": "C3",
    "never": "病名",
}
CLOSED: dict[str, Any] = {"field": "sort", "posts": {"pay": ["team_leader"]}, "closed": ["pay"]}
STEPS: dict[str, Any] = {"key": "steps", "title": "分几步", "type": "steps"}
REASONED: dict[str, Any] = {"within": {"days": 3}, "late": "reason"}
LENGTH: dict[str, Any] = {"key": "long", "title": "几个月", "type": "number"}
LONGER: dict[str, Any] = {"field": "sort", "one_of": ["pay"], "whole": {"years": 9}}
STATES = case().model_dump()["states"]
ROLES = "写其中之一：climbed、helper、opener、owner、subject"
SOONER: dict[str, Any] = {"pay": {"hours": 8}}
NEVER: dict[str, Any] = {"never": {"hours": 8}}
ELSEWHERE: dict[str, Any] = {
    "do": "open_case", "kind": "wish", "units_of": "helper", "posts": ["team_leader"],
}  # fmt: skip


def found(*cases: CaseSpec, known: dict[str, Pack] | None = None, **meta: Any) -> list[str]:
    """Without the file, which is the same everywhere here."""
    problems = check_pack(pack(cases=cases, **meta), {"base": BASE, **(known or {})})
    return [str(problem).removeprefix("our-own/cases/wish.yaml：") for problem in problems]


def guarded(*guards: dict[str, Any], **given: Any) -> CaseSpec:
    """Answering is guarded; the opening asks for everything that guards look at."""
    opening = [WHAT, KIND, DAY, HELPER]
    roles = {"helper": {"title": "帮办人"}}
    answer = ANSWER | {"guards": list(guards)} | given.pop("answer", {})
    return case(**{"opening": opening, "roles": roles, "moves": [answer, AGAIN, CLOSE], **given})


def moves(**changed: dict[str, Any]) -> list[dict[str, Any]]:
    return [one | changed.get(one["key"], {}) for one in (ANSWER, AGAIN, CLOSE)]


def test_a_sound_kind_of_case_has_no_fault() -> None:
    sound = guarded(
        {"check": "waited", "after": "opened", "span": {"hours": 1}},
        {"check": "chosen", "field": "sort", "one_of": ["pay"]},
        {"check": "filled", "fields": ["what", "until"]},
        {"check": "how_many", "role": "helper"},
        {"check": "apart", "role": "helper", "other": "opener"},
        {"check": "at_most", "move": "again", "times": 2},
        {"check": "proved", "records": ["meeting"], "since": "opened", "role": "opener"},
        recurs={"same": ["sort"], "days": 30, "opens": "wish"},
        addressed={"field": "sort", "posts": {"pay": ["union_chair"]}, "always": ["team_leader"]},
        escalate=[{"after": {"days": 1}, "to": ["section_chief"]}],
    )

    assert found(case()) == []
    assert found(sound) == []


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        (case(start="begun"), "start：没有“begun”这个状态。应当：写其中之一：answered、closed、told"),
        (
            case(moves=moves(answer={"source": ["told", "begun"]})),
            "moves.answer.source：没有“begun”这个状态。应当：写其中之一：answered、closed、told",
        ),
        (
            case(moves=moves(answer={"target": "anwsered"})),
            "moves.answer.target：没有“anwsered”这个状态。应当：写其中之一：answered、closed、told",
        ),
        (
            case(states=STATES | {"lost": {"title": "搁置", "end": True}}),
            "states.lost：走不到“搁置”。应当：写一步 target: lost 的，或删掉这个状态",
        ),
        (
            case(
                states=STATES | {"stuck": {"title": "搁置"}},
                moves=[*moves(), CLOSE | {"key": "shelve", "target": "stuck"}],
            ),
            "states.stuck：到了“搁置”就走不下去。应当：写一步 source 里有 stuck、走到别处的，或写 end: true",
        ),
        (
            case(states={key: {"title": key} for key in STATES}),
            "states：没有结束的状态。应当：给最后的状态写 end: true",
        ),
        (
            case(
                states=STATES | {"one": {"title": "一"}, "two": {"title": "二"}},
                moves=[
                    *moves(),
                    CLOSE | {"key": "shelve", "target": "one"},
                    CLOSE | {"key": "forth", "source": ["one"], "target": "two"},
                    CLOSE | {"key": "back", "source": ["two"], "target": "one"},
                ],
            ),
            "states.one：从“一”走不到结束的状态。应当：写一步通到 end: true 的状态",
        ),
        (case(moves=[*moves(), CLOSE]), "moves.close：“close”有 2 步。应当：每一步一个名"),
        (
            case(moves=[*moves(), CLOSE | {"key": "opened"}]),
            "moves.opened：“opened”这个名留给了提出。应当：换一个名",
        ),
    ],
)
def test_states_lead_from_the_start_to_an_end(broken: CaseSpec, said: str) -> None:
    assert said in found(broken)


def test_time_is_spent_in_states_that_exist() -> None:
    spent = guarded({"check": "spent", "states": ["begun"], "span": {"months": 3}})

    assert found(spent) == [
        "moves.answer.guards[0].states：没有“begun”这个状态。应当：写其中之一：answered、closed、told"
    ]


def test_a_day_that_is_counted_is_a_field_that_nobody_fills_in() -> None:
    counted = {"do": "set_day", "field": "ends", "since": "opened", "span": {"months": 3}}

    assert found(case(moves=moves(answer={"effects": [counted], "due": {"on_field": "ends"}}))) == []


def test_where_any_of_several_moves_will_do_none_is_needed_for_itself() -> None:
    either = {"check": "done", "moves": ["again", "hear"], "any": True}
    hear = ANSWER | {"key": "hear", "title": "听取", "target": "", "due": None}

    assert found(case(moves=[ANSWER | {"guards": [either]}, AGAIN, CLOSE, hear])) == []


def test_one_slip_in_a_state_is_told_once() -> None:
    assert len(found(case(moves=moves(answer={"target": "anwsered"})))) == 1
    assert len(found(case(moves=moves(answer={"source": ["begun"]})))) == 1


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        (case(opened_by={"posts": ["captain"]}), "opened_by.posts：没有“captain”这个岗位"),
        (
            case(moves=moves(answer={"by": {"posts": ["captain"]}})),
            "moves.answer.by.posts：没有“captain”这个岗位",
        ),
        (case(escalate=[{"after": {"days": 1}, "to": ["captain"]}]), "escalate[0].to：没有“captain”这个岗位"),
        (case(addressed={"always": ["captain"]}), "addressed.always：没有“captain”这个岗位"),
        (
            guarded(addressed={"field": "sort", "posts": {"pay": ["captain"]}}),
            "addressed.posts.pay：没有“captain”这个岗位",
        ),
        (
            case(addressed={"always": ["team_leader"], "otherwise": ["captain"]}),
            "addressed.otherwise：没有“captain”这个岗位",
        ),
        (
            guarded(
                addressed={
                    "also": {
                        "field": "sort",
                        "posts": {"pay": ["captain"]},
                    },
                    "always": ["team_leader"],
                }
            ),
            "addressed.also.posts.pay：没有“captain”这个岗位",
        ),
        (
            guarded({"check": "holds", "role": "opener", "posts": ["captain"]}),
            "moves.answer.guards[0].posts：没有“captain”这个岗位",
        ),
        (
            case(
                moves=moves(
                    close={"effects": [{"do": "hand_over", "role": "friend", "posts": ["team_leader"]}]}
                )
            ),
            "moves.close.effects[0].role：没有“friend”这个角色",
        ),
        (
            case(moves=moves(close={"effects": [{"do": "end_post", "post": "captain"}]})),
            "moves.close.effects[0].post：没有“captain”这个岗位",
        ),
        (
            case(states=STATES | {"told": {"title": "待办", "with_whom": "captain"}}),
            "states.told.with_whom：没有“captain”这个岗位，也没有这个角色",
        ),
        (
            case(moves=moves(answer={"by": {"roles": ["friend"]}})),
            "moves.answer.by.roles：没有“friend”这个角色",
        ),
        (case(moves=moves(answer={"not_roles": ["friend"]})), "moves.answer.not_roles：没有“friend”这个角色"),
        (case(opening=[WHAT, HELPER]), "opening.who.fills：没有“helper”这个角色"),
        (case(keep={"whole": {"years": 3}, "names": ["friend"]}), "keep.names：没有“friend”这个角色"),
        (
            case(addressed={"always": ["team_leader"], "role": "friend"}),
            "addressed.role：没有“friend”这个角色",
        ),
        (
            case(addressed={"always": ["team_leader"], "not_roles": ["friend"]}),
            "addressed.not_roles：没有“friend”这个角色",
        ),
        (
            guarded({"check": "how_many", "role": "friend"}),
            "moves.answer.guards[0].role：没有“friend”这个角色",
        ),
        (
            guarded({"check": "standing", "role": "friend", "one_of": ["full"]}),
            "moves.answer.guards[0].role：没有“friend”这个角色",
        ),
        (
            guarded({"check": "apart", "role": "opener", "other": "friend"}),
            "moves.answer.guards[0].other：没有“friend”这个角色",
        ),
        (
            guarded({"check": "proved", "records": ["meeting"], "role": "friend"}),
            "moves.answer.guards[0].role：没有“friend”这个角色",
        ),
        (
            case(moves=moves(close={"effects": [{"do": "standing", "to": "full", "role": "friend"}]})),
            "moves.close.effects[0].role：没有“friend”这个角色",
        ),
        (
            case(
                moves=moves(
                    close={"effects": [{"do": "open_case", "kind": "wish", "roles": {"owner": "friend"}}]}
                )
            ),
            "moves.close.effects[0].roles.owner：没有“friend”这个角色",
        ),
    ],
)
def test_posts_and_roles_exist_wherever_they_are_named(broken: CaseSpec, said: str) -> None:
    [problem] = found(broken)

    assert problem.startswith(f"{said}。应当：写其中之一：")


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        (
            case(opening=[WHAT | {"fills": "owner"}]),
            "opening.what.fills：这个字段填的不是人。应当：写 type: people，或者不写 fills",
        ),
        (
            case(opening=[WHAT, HELPER | {"fills": "opener"}]),
            "opening.who.fills：提出人是提出的人，不能另填。应当：换一个角色",
        ),
        (
            case(opening=[WHAT | {"most": 1}]),
            "opening.what：adds 只管选人的字段，most 管选人和分条写的。应当：改 type，或者不写这两个",
        ),
        (
            case(roles={"friend": {"title": "朋友"}}),
            "roles.friend：没有哪里能定谁是“朋友”。应当：写一个 fills: friend 的字段，或删掉这个角色",
        ),
        (
            case(moves=moves(answer={"by": {}})),
            "moves.answer.by：没有人能办这一步。应当：写 posts、roles 或 everybody",
        ),
    ],
)
def test_roles_are_filled_and_moves_have_somebody(broken: CaseSpec, said: str) -> None:
    assert found(broken) == [said]


KNOWN = "写其中之一：again、answer、close"


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        (
            case(moves=moves(close={"not_by": ["reply"]})),
            f"moves.close.not_by：没有“reply”这一步。应当：{KNOWN}",
        ),
        (
            case(moves=moves(answer={"due": {"within": {"days": 1}, "after": "reply"}})),
            f"moves.answer.due.after：没有“reply”这一步。应当：{KNOWN}、opened",
        ),
        (
            guarded({"check": "waited", "after": "reply", "span": {"days": 1}}),
            f"moves.answer.guards[0].after：没有“reply”这一步。应当：{KNOWN}、opened",
        ),
        (
            guarded({"check": "done", "moves": ["reply"]}),
            f"moves.answer.guards[0].moves：没有“reply”这一步。应当：{KNOWN}",
        ),
        (
            guarded({"check": "counted", "move": "reply"}),
            f"moves.answer.guards[0].move：没有“reply”这一步。应当：{KNOWN}",
        ),
        (
            guarded({"check": "at_most", "move": "opened", "times": 1}),
            f"moves.answer.guards[0].move：没有“opened”这一步。应当：{KNOWN}",
        ),
        (
            guarded({"check": "proved", "records": ["meeting"], "since": "reply"}),
            f"moves.answer.guards[0].since：没有“reply”这一步。应当：{KNOWN}、opened",
        ),
        (
            guarded(
                {"check": "answered_or_silent", "moves": ["reply"], "after": "opened", "span": {"hours": 8}}
            ),
            f"moves.answer.guards[0].moves：没有“reply”这一步。应当：{KNOWN}",
        ),
        (
            case(moves=moves(close={"effects": [{"do": "standing", "to": "full", "since": "reply"}]})),
            f"moves.close.effects[0].since：没有“reply”这一步。应当：{KNOWN}、opened",
        ),
        (
            case(moves=moves(answer={"due": {}})),
            "moves.answer.due：没有写期限。应当：写 within 或 on_field",
        ),
        (
            guarded(answer={"due": {"on_field": "until", "by_choice": {"field": "sort", "spans": SOONER}}}),
            "moves.answer.due.by_choice：没有写别的选项多久。应当：写 within，by_choice 里没有的按它",
        ),
        (
            guarded(answer={"due": {"within": {"days": 1}, "by_choice": {"field": "sort", "spans": NEVER}}}),
            "moves.answer.due.by_choice.spans：“哪一类”没有“never”这一项。应当：写其中之一：pay、safety",
        ),
        (
            guarded(answer={"due": {"within": {"days": 1}, "by_choice": {"field": "kind", "spans": SOONER}}}),
            "moves.answer.due.by_choice.field：没有“kind”这个字段。应当：写其中之一：sort、until、what、who",
        ),
        (
            guarded(addressed={"field": "sort", "posts": {"pay": ["team_leader"]}, "closed": ["never"]}),
            "addressed.closed：“哪一类”没有“never”这一项。应当：写其中之一：pay、safety",
        ),
        (
            case(moves=moves(close={"guards": [{"check": "each_of", "role": "friend", "move": "answer"}]})),
            "moves.close.guards[0].role：没有“friend”这个角色。"
            "应当：写其中之一：climbed、opener、owner、subject，或写进 roles",
        ),
        (
            guarded({"check": "each_of", "role": "helper", "move": "reply"}),
            f"moves.answer.guards[0].move：没有“reply”这一步。应当：{KNOWN}",
        ),
        (case(from_task="sort"), "from_task：提出时没有“sort”这个字段。应当：写其中之一：what"),
        (
            guarded(answer={"effects": [{"do": "open_case", "kind": "wish", "units_of": "helper"}]}),
            "moves.answer.effects[0].posts：送到别处要写两样。应当：写 units_of（选的人）和 posts（他们在那里的岗位）",
        ),
        (
            guarded(answer={"effects": [ELSEWHERE | {"posts": ["captain"]}]}),
            f"moves.answer.effects[0].posts：没有“captain”这个岗位。应当：写其中之一：{'、'.join(sorted(p.key for p in BASE.posts))}",
        ),
        (
            guarded(answer={"effects": [ELSEWHERE | {"units_of": "friend"}]}),
            f"moves.answer.effects[0].units_of：没有“friend”这个角色。应当：{ROLES}，或写进 roles",
        ),
        (
            guarded(answer={"due": {"within": {"days": 1}, "on_field": "until", "after": "opened"}}),
            "moves.answer.due：从哪天算写了两种。应当：写 after 或 on_field，写一个",
        ),
        (
            case(moves=moves(answer={"due": {"within": {"days": 1}, "after": "opened"}, "area": "stops"})),
            "moves.answer.area：停了作业就没有恢复的一步。应当：写一步 area: frees",
        ),
        (
            case(moves=moves(again={"area": "frees"})),
            "moves.again.area：没有停作业，却有恢复的一步。应当：写一步 area: stops，或删掉这里的",
        ),
        (
            case(
                opening=[WHAT, LENGTH],
                moves=moves(
                    close={"guards": [{"check": "number_between", "field": "long", "least": 9, "most": 6}]}
                ),
            ),
            "moves.close.guards[0]：不小于 9，又不大于 6。应当：least 不大于 most",
        ),
        (
            guarded({"check": "spent", "states": ["begun"], "span": {"days": 1}}),
            "moves.answer.guards[0].states：没有“begun”这个状态。应当：写其中之一：answered、closed、told",
        ),
        (
            guarded({"check": "day_come", "field": "sort"}),
            "moves.answer.guards[0].field：“哪一类”填的不是日期。应当：写一个 type: date 的字段",
        ),
        (
            guarded({"check": "number_between", "field": "until", "least": 1, "most": 2}),
            "moves.answer.guards[0].field：“到哪天”填的不是数。应当：写一个 type: number 的字段",
        ),
        (
            guarded({"check": "filled", "fields": ["until"], "when": {"sort": "rest"}}),
            "moves.answer.guards[0].when.sort：“哪一类”没有“rest”这一项。应当：写其中之一：pay、safety",
        ),
        (
            guarded({"check": "photos"}),
            "moves.answer.guards[0]：这一步不收文件，却要有照片。应当：给这一步写 files: true",
        ),
        (
            guarded({"check": "how_many", "role": "helper", "least": 3, "most": 2}),
            "moves.answer.guards[0]：至少 3 人，最多 2 人。应当：least 不大于 most",
        ),
    ],
)
def test_moves_name_moves_that_exist_and_what_they_can_keep(broken: CaseSpec, said: str) -> None:
    assert found(broken) == [said]


def test_moves_that_wait_for_each_other_are_told_once() -> None:
    checked = CLOSE | {"key": "look", "title": "回访", "target": "", "not_by": []}
    waits = {"check": "done", "moves": ["close"]}
    broken = case(
        moves=[
            *moves(close={"guards": [{"check": "counted", "move": "look"}]}),
            checked | {"guards": [{"check": "waited", "after": "close", "span": {"days": 1}}]},
        ]
    )
    alone = case(moves=moves(answer={"guards": [waits | {"moves": ["answer"]}]}))

    assert found(broken)[0] == (
        "moves.close.guards：“办结”要等“回访”，“回访”要等“办结”，永远办不成。应当：去掉其中一个等待"
    )
    assert len([said for said in found(broken) if "永远办不成" in said]) == 1
    assert found(alone) == ["moves.answer.guards：“答复”要等“答复”，永远办不成。应当：去掉其中一个等待"]


def test_what_waits_in_a_state_that_nobody_reaches_is_told_as_that_alone() -> None:
    alone = {
        "key": "wander", "title": "乱走", "source": ["lost"], "target": "closed", "by": {"roles": ["owner"]},
        "guards": [{"check": "done", "moves": ["answer"]}],
    }  # fmt: skip
    broken = case(states=STATES | {"lost": {"title": "没人到"}}, moves=[*moves(), alone])

    assert found(broken) == ["states.lost：走不到“没人到”。应当：写一步 target: lost 的，或删掉这个状态"]


def test_a_latest_day_needs_a_usual_one() -> None:
    broken = case(moves=moves(answer={"due": {"on_field": "what", "at_most": {"months": 6}}}))

    assert [said for said in found(broken) if "at_most" in said] == [
        "moves.answer.due.at_most：没有平常的期限。应当：写 within"
    ]


def test_a_move_cannot_wait_for_what_comes_only_after_it() -> None:
    broken = case(moves=moves(answer={"guards": [{"check": "done", "moves": ["again"]}]}))
    possible = case(moves=moves(close={"guards": [{"check": "counted", "move": "again", "at_least": 1}]}))

    assert found(broken) == [
        "moves.answer.guards[0]：办“答复”以前办不了“要求重办”，永远等不到。"
        "应当：等一步在它前面办得了的，或改两步的 source"
    ]
    assert found(possible) == []


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        (
            case(moves=moves(answer={"fields": [WHAT | {"title": "怎么答复的"}]})),
            "moves.answer.fields.what：“what”在 opening.what 写过，写得不一样。应当：换一个名，或写得和那里一样",
        ),
        (case(opening=[WHAT, WHAT]), "opening：“what”有 2 个。应当：每个字段一个名"),
        (
            case(opening=[WHAT, KIND | {"choices": []}]),
            "opening.sort：选项和类型对不上。应当：单选、多选写 choices，别的不写",
        ),
        (
            case(opening=[WHAT, KIND | {"counts": True}]),
            "opening.sort：这样的字段不能写 counts。应当：只有必填、不涉密的单选能写",
        ),
        (case(titled_by="name"), "titled_by：提出时没有“name”这个字段。应当：写其中之一：what"),
        (
            case(recurs={"same": ["place"], "days": 30}),
            "recurs.same：提出时没有“place”这个字段。应当：写其中之一：what",
        ),
        (
            case(addressed={"field": "sort", "posts": {"pay": ["team_leader"]}}),
            "addressed.field：提出时没有“sort”这个字段。应当：写其中之一：what",
        ),
        (
            case(moves=moves(answer={"due": {"on_field": "until"}})),
            "moves.answer.due.on_field：没有“until”这个字段。应当：写其中之一：what",
        ),
        (
            case(moves=moves(answer={"due": {"on_field": "what"}})),
            "moves.answer.due.on_field：“什么事”填的不是日期。应当：写一个 type: date 的字段",
        ),
        (
            case(
                moves=moves(
                    close={"effects": [{"do": "appoint", "post": "team_leader", "ends_field": "what"}]}
                )
            ),
            "moves.close.effects[0].ends_field：“什么事”填的不是日期。应当：写一个 type: date 的字段",
        ),
        (
            guarded({"check": "chosen", "field": "kind", "one_of": ["pay"]}),
            "moves.answer.guards[0].field：没有“kind”这个字段。应当：写其中之一：sort、until、what、who",
        ),
        (
            guarded({"check": "chosen", "field": "what", "one_of": ["pay"]}),
            "moves.answer.guards[0].field：“什么事”填的不是单选。应当：写一个 type: choice 的字段",
        ),
        (
            guarded({"check": "chosen", "field": "sort", "one_of": ["wages"]}),
            "moves.answer.guards[0].one_of：“哪一类”没有“wages”这一项。应当：写其中之一：pay、safety",
        ),
        (
            guarded({"check": "filled", "fields": ["kind"]}),
            "moves.answer.guards[0].fields：没有“kind”这个字段。应当：写其中之一：sort、until、what、who",
        ),
        (
            guarded({"check": "number_least", "any_of": {"until": 3}}),
            "moves.answer.guards[0].any_of.until：“到哪天”填的不是数。应当：写一个 type: number 的字段",
        ),
        (
            guarded({"check": "listed", "field": "what", "least": 5}),
            "moves.answer.guards[0].field：“什么事”填的不是几条。应当：写一个 type: steps 的字段",
        ),
        (
            guarded({"check": "day_come", "field": "what"}),
            "moves.answer.guards[0].field：“什么事”填的不是日期。应当：写一个 type: date 的字段",
        ),
        (
            guarded({"check": "filled", "fields": ["what"], "when": {"sort": "wages"}}),
            "moves.answer.guards[0].when.sort：“哪一类”没有“wages”这一项。应当：写其中之一：pay、safety",
        ),
        (
            guarded(keep={"whole": {"years": 3}, "longer": LONGER | {"one_of": ["wages"]}}),
            "keep.longer.one_of：“哪一类”没有“wages”这一项。应当：写其中之一：pay、safety",
        ),
        (
            case(keep={"whole": {"years": 3}, "longer": LONGER}),
            "keep.longer.field：没有“sort”这个字段。应当：写其中之一：what",
        ),
        (
            guarded(addressed={"field": "sort", "always": ["team_leader"]}),
            "addressed：按哪个选项交给谁，只写了一半。应当：field 和 posts 一起写，或都不写",
        ),
        (case(marks=["late"]), "marks：提出时没有“late”这个字段。应当：写其中之一：what"),
        (
            guarded(addressed={"field": "sort", "posts": {"wages": ["team_leader"]}}),
            "addressed.posts.wages：“哪一类”没有“wages”这一项。应当：写其中之一：pay、safety",
        ),
    ],
)
def test_fields_have_one_meaning_and_exist_where_they_are_named(broken: CaseSpec, said: str) -> None:
    assert found(broken) == [said]


def test_a_field_may_be_asked_again_in_the_same_words() -> None:
    assert found(case(moves=moves(answer={"fields": [WHAT]}, again={"fields": [WHAT]}))) == []


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        (
            case(opening=[WHAT, SEALED]),
            "opening.told.level：流程是 C1，不能有 C3 的字段。应当：给流程写 level: C3，或降低这里的",
        ),
        (
            case(level="C3", opening=[WHAT, SEALED | {"type": "number"}]),
            "opening.told.type：C3 的字段只能写文字。应当：type 是text或long_text，或降低 level",
        ),
        (
            case(level="C3", opening=[WHAT, SEALED | {"never": ""}]),
            "opening.told：没有说这里不能写什么。应当：写 never，告诉写的人",
        ),
        (
            case(level="C3", anonymous=True),
            "anonymous：C3 的流程不能匿名。应当：不写 anonymous，匿名的事走别的流程",
        ),
        (
            case(level="C3", opening=[WHAT, SEALED], titled_by="told"),
            "titled_by：“told”是 C3，不能显示在单子上。应当：换一个 level 低的字段",
        ),
        (
            case(level="C3", opening=[WHAT, SEALED], recurs={"same": ["told"], "days": 3}),
            "recurs.same：“told”是 C3，不能拿来比。应当：换一个 level 低的字段",
        ),
        (
            case(
                level="C3",
                opening=[WHAT, SEALED],
                moves=moves(
                    close={"effects": [{"do": "open_case", "kind": "wish", "fields": {"what": "told"}}]}
                ),
            ),
            "moves.close.effects[0].fields.what：“told”是 C3，那边的“what”不是。应当：不带过去，或让那边也是 C3",
        ),
        (
            case(
                opening=[WHAT, KIND],
                addressed=CLOSED,
                moves=moves(
                    close={"effects": [{"do": "open_case", "kind": "wish", "fields": {"what": "what"}}]}
                ),
            ),
            "moves.close.effects[0].fields.what：“what”有时是 C3，那边的“what”不是。应当：不带过去，或让那边也是 C3",
        ),
        (
            case(opening=[WHAT, KIND], addressed=CLOSED, reporter_sees="progress"),
            "reporter_sees：选了 addressed.closed 的事文字都封存，只看进度的人看不到答复。应当：写 all",
        ),
        (
            case(opening=[WHAT, KIND, STEPS], addressed=CLOSED),
            "opening.steps.type：选了 addressed.closed 的事文字都封存，分条写的封存不了。应当：改成 long_text",
        ),
        (
            case(opening=[WHAT, KIND], addressed=CLOSED, moves=moves(answer={"due": REASONED})),
            "moves.answer.due.late：C3 的事，晚的原因封存不了。应当：写 told，或不写",
        ),
        (
            case(level="C3", moves=moves(answer={"due": REASONED})),
            "moves.answer.due.late：C3 的事，晚的原因封存不了。应当：写 told，或不写",
        ),
    ],
)
def test_what_is_sealed_stays_sealed(broken: CaseSpec, said: str) -> None:
    assert found(broken) == [said]


def test_a_sealed_kind_is_sound() -> None:
    assert found(case(level="C3", opening=[WHAT, SEALED])) == []
    assert found(case(opening=[WHAT, KIND], addressed=CLOSED)) == []
    assert found(case(opening=[WHAT, STEPS], moves=moves(answer={"due": REASONED}))) == []


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        (
            guarded({"check": "proved", "records": ["members_meeting"]}),
            "moves.answer.guards[0].records：没有“members_meeting”这种记录。应当：写其中之一：meeting",
        ),
        (
            guarded({"check": "proved", "records": ["meeting"], "vote": "BR-41", "role": "opener"}),
            "moves.answer.guards[0].vote：“支委会”不表决，不按 BR-41。应当：写按这条规则表决的记录",
        ),
        (
            case(recurs={"same": ["what"], "days": 3, "opens": "analysis"}),
            "recurs.opens：没有“analysis”这种流程。应当：写其中之一：wish",
        ),
        (
            guarded({"check": "settled", "kind": "wish"}),
            "moves.answer.guards[0].kind：这里不会派出“wish”。应当：写有一步 open_case 的流程",
        ),
        (
            case(moves=moves(close={"effects": [{"do": "open_case", "kind": "analysis"}]})),
            "moves.close.effects[0].kind：没有“analysis”这种流程。应当：写其中之一：wish",
        ),
        (
            case(
                moves=moves(
                    close={"effects": [{"do": "open_case", "kind": "wish", "roles": {"friend": "owner"}}]}
                )
            ),
            "moves.close.effects[0].roles.friend：“诉求”没有“friend”这个角色。应当：写其中之一：climbed、opener、owner、subject",
        ),
        (
            case(
                moves=moves(
                    close={"effects": [{"do": "open_case", "kind": "wish", "fields": {"place": "what"}}]}
                )
            ),
            "moves.close.effects[0].fields.place：“诉求”提出时没有“place”这个字段。应当：写其中之一：what",
        ),
    ],
)
def test_records_and_other_kinds_are_within_reach(broken: CaseSpec, said: str) -> None:
    assert found(broken) == [said]


def test_a_record_of_a_pack_that_is_not_required_proves_nothing() -> None:
    broken = guarded({"check": "proved", "records": ["other_meeting"]})
    beside = {"other": pack(key="other", records=(record(key="other_meeting"),))}

    assert found(broken, known=beside) != []
    assert found(broken, known=beside, requires=["other"]) == []


def test_a_vote_by_the_other_rule_is_named() -> None:
    broken = guarded({"check": "proved", "records": ["meeting"], "vote": "BR-42"})
    whole = pack(cases=(broken,), records=(record(vote="BR-40", sittings="one"),))

    assert [problem.fault for problem in check_pack(whole, {"base": BASE})] == [
        "“支委会”按 BR-40 表决，不按 BR-42"
    ]


def older(**given: Any) -> dict[str, Pack]:
    return {"old": pack(cases=(case(**given),), key="old", title="前一版", effective_from="2020-01-01",
                        records=(record(key="old_meeting"),))}  # fmt: skip


def test_a_key_of_case_belongs_to_one_pack_or_to_one_document() -> None:
    assert found(case(), known=older()) == ["key：“wish”已是前一版里一项流程的名。应当：换一个没有用过的名"]
    assert found(case(), known=older(), supersedes="old") == []


def test_an_edition_keeps_the_states_in_which_cases_may_be() -> None:
    before = older(
        states=STATES | {"heard": {"title": "听取"}, "gone": {"title": "撤回", "end": True}},
        moves=[
            *moves(),
            ANSWER | {"key": "hear", "target": "heard"},
            ANSWER | {"key": "tell", "source": ["heard"]},
            ANSWER | {"key": "leave", "target": "gone"},
        ],
    )

    assert found(case(), known=before, supersedes="old") == [
        "states：“前一版”里有“听取”（heard），这一版没有，正办着的没处去。应当：保留 heard 这个状态"
    ]


@pytest.mark.parametrize(
    ("meta", "said"),
    [
        ({"supersedes": "none"}, "supersedes：没有“none”这个制度包。应当：写已有的包名，或者不写"),
        (
            {"supersedes": "old", "effective_from": "2019-01-01"},
            "supersedes：“前一版”从 2020-01-01 起才有效。应当：写有效日期在这一版以前的包",
        ),
    ],
)
def test_an_edition_follows_one_that_is_there_and_older(meta: dict[str, Any], said: str) -> None:
    assert found(known=older(), **meta) == [f"our-own/pack.yaml：{said}"]


INSTEAD = "只记事情、日子和要做什么，不记看法、情绪，不给人打分、排名、贴标签"


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        (case(opening=[WHAT, WHAT | {"key": "mood"}]), "opening.mood：“mood”不能记"),
        (
            case(opening=[WHAT, WHAT | {"key": "worker_opinions"}]),
            "opening.worker_opinions：“opinions”不能记",
        ),
        (case(opening=[WHAT, WHAT | {"key": "mark", "title": "思想得分"}]), "opening.mark：“思想得分”不能记"),
        (
            case(opening=[WHAT, KIND | {"choices": [{"key": "backward", "title": "甲"}]}]),
            "opening.sort.choices.backward：“backward”不能记",
        ),
        (
            case(opening=[WHAT, KIND | {"choices": [{"key": "one", "title": "重点人员"}]}]),
            "opening.sort.choices.one：“重点人”不能记",
        ),
        (case(title="舆情"), "key：“舆情”不能记"),
        (
            case(opening=[WHAT, HELPER], roles={"helper": {"title": "不放心人"}}),
            "roles.helper：“不放心”不能记",
        ),
        (case(states=STATES | {"told": {"title": "情绪不稳"}}), "states.told：“情绪”不能记"),
        (case(moves=moves(answer={"title": "评忠诚"})), "moves.answer：“忠诚”不能记"),
        (
            case(moves=moves(answer={"fields": [WHAT | {"key": "rank"}]})),
            "moves.answer.fields.rank：“rank”不能记",
        ),
    ],
)
def test_no_name_is_about_opinions_moods_loyalty_scores_or_labels(broken: CaseSpec, said: str) -> None:
    assert found(broken) == [f"{said}。应当：{INSTEAD}"]


def test_a_hint_may_say_what_must_not_be_written() -> None:
    assert found(case(opening=[WHAT | {"hint": "不写情绪", "never": "不写信仰、情绪"}])) == []


def test_a_kind_of_case_rests_on_a_document() -> None:
    assert found(case(basis=BASIS | {"clause": ""})) == [
        "basis.clause：没有写依据哪一条。应当：写第几条；没有条次的写哪一节"
    ]


def test_a_fault_is_named_with_its_file_and_line(tmp_path: Path) -> None:
    shutil.copytree(settings.PACKS_DIR / "base", tmp_path / "base")
    raw = pack(cases=(case(moves=moves(answer={"target": "anwsered"})),)).model_dump(
        mode="json", exclude_defaults=True
    )
    for name, content in {"pack": raw["meta"], "cases/wish": raw["cases"][0]}.items():
        path = tmp_path / "our-own" / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")
    lines = (tmp_path / "our-own/cases/wish.yaml").read_text(encoding="utf-8").splitlines()
    line = lines.index("  target: anwsered") + 1

    [problem, *_] = map(str, check_folder(tmp_path / "our-own"))
    assert problem == (
        f"our-own/cases/wish.yaml 第 {line} 行：moves.answer.target：没有“anwsered”这个状态。"
        "应当：写其中之一：answered、closed、told"
    )


def test_a_guard_that_does_not_exist_is_named_with_those_that_do(tmp_path: Path) -> None:
    shutil.copytree(settings.PACKS_DIR / "base", tmp_path / "base")
    raw = pack(cases=(case(),)).model_dump(mode="json", exclude_defaults=True)
    kind = raw["cases"][0]
    kind["moves"][0]["guards"] = [{"check": "moon_is_full"}, {"moves": ["close"]}]
    folder = tmp_path / "our-own"
    (folder / "cases").mkdir(parents=True)
    (folder / "pack.yaml").write_text(yaml.safe_dump(raw["meta"], allow_unicode=True), encoding="utf-8")
    (folder / "cases/wish.yaml").write_text(yaml.safe_dump(kind, allow_unicode=True), encoding="utf-8")

    unknown, unnamed = map(str, check_folder(folder))
    assert unknown.startswith("our-own/cases/wish.yaml 第 ")
    assert "：moves[0].guards[0]：没有“moon_is_full”这个 check。应当：是其中之一：waited、" in unknown
    assert unnamed.endswith("：moves[0].guards[1]：没有写 check。应当：写上 check")
