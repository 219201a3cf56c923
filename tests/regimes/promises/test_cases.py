"""A promise of a case is walked over the rules, and told where it comes out in another way."""

import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings

from tests.regimes.specs import AGAIN, ANSWER, CLOSE, case, pack, record
from tongxin.regimes.check import check_folder
from tongxin.regimes.editions import editions
from tongxin.regimes.promises.cases import broken
from tongxin.regimes.schema.case import CaseSpec
from tongxin.regimes.schema.pack import Pack
from tongxin.regimes.schema.promise import CasePromise

MONDAY, TUESDAY = "2026-11-16 08:00", "2026-11-17 09:00"
ANSWERED: dict[str, Any] = {"move": "answer", "by": "b", "at": TUESDAY, "state": "answered"}
NOT_BY_THE_SAME: dict[str, Any] = {
    "move": "close", "by": "b", "at": TUESDAY, "refused": "要由另一个人来办",
}  # fmt: skip
CLOSED: dict[str, Any] = {"move": "close", "by": "c", "at": TUESDAY, "state": "closed"}


def promise(*steps: dict[str, Any], **given: Any) -> CasePromise:
    return CasePromise.model_validate({"case": "wish", "opened": MONDAY, "steps": list(steps), **given})


def found(
    spec: CaseSpec, *steps: dict[str, Any], chain: tuple[Pack, ...] = (), **given: Any
) -> list[tuple[str, str, str]]:
    whole = pack(cases=(spec,))
    return list(broken(promise(*steps, **given), whole, chain or (whole,)))


def guarded(*guards: dict[str, Any], **answer: Any) -> CaseSpec:
    return case(moves=[ANSWER | {"guards": list(guards)} | answer, AGAIN, CLOSE])


def test_a_case_that_goes_as_promised_is_kept() -> None:
    assert found(case(), ANSWERED, NOT_BY_THE_SAME, CLOSED, given={"what": "换锁"}) == []


def test_what_is_due_is_promised_after_a_step_or_at_the_end() -> None:
    again = {"move": "again", "by": "a", "at": TUESDAY}

    assert found(case(), ANSWERED, NOT_BY_THE_SAME, again | {"due": "2026-11-19 23:59"}) == []
    assert found(case(), ANSWERED, NOT_BY_THE_SAME, due="2026-11-19 23:59") == [
        ("due", "算出来是 没有期限", "说好的是 2026-11-19 23:59")
    ]
    assert found(case(), ANSWERED, NOT_BY_THE_SAME, again, due="2026-11-20 23:59") == [
        ("due", "算出来是 2026-11-19 23:59", "说好的是 2026-11-20 23:59")
    ]


def test_how_long_it_took_is_promised_too() -> None:
    spec = case(measures=[{"earliest": "helped", "until": ["answer"]}])

    assert found(spec, ANSWERED, NOT_BY_THE_SAME, took={"helped": 25}) == []
    assert found(spec, ANSWERED, NOT_BY_THE_SAME, took={"helped": 24, "known": 1}) == [
        ("took.helped", "算出来是 25 小时", "说好的是 24 小时"),
        ("took.known", "没有算出来", "说好的是 1 小时"),
    ]


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        (
            [ANSWERED | {"state": "closed"}, NOT_BY_THE_SAME],
            ("steps[0].state", "办完是 answered", "说好的是 closed"),
        ),
        (
            [ANSWERED, NOT_BY_THE_SAME | {"by": "c"}],
            ("steps[1]", "“close”办成了", "说好的是不让办：要由另一个人来办"),
        ),
        (
            [ANSWERED, NOT_BY_THE_SAME | {"refused": "还没到时候"}],
            (
                "steps[1].refused",
                "不让办，说的是：“答复”是您办的，“办结”要由另一个人来办",
                "说好的是：还没到时候",
            ),
        ),
        (
            [NOT_BY_THE_SAME | {"refused": "不能“办结”"}, CLOSED],
            ("steps[1]", "“close”没有办成：现在是“待办”，不能“办结”，请刷新后再看", "改这一步，或写 refused"),
        ),
        ([ANSWERED, CLOSED], ("steps", "没有一步是不让办的", "写一步 refused，看该拦的拦不拦得住")),
        (
            [ANSWERED, NOT_BY_THE_SAME, CLOSED | {"at": "2026-11-15"}],
            (
                "steps[2]",
                "“close”没有办成：日期不对；上一步是 2026-11-17 办的，不能比它早",
                "改这一步，或写 refused",
            ),
        ),
        (
            [ANSWERED, NOT_BY_THE_SAME, {"move": "again", "by": "b", "at": TUESDAY}],
            ("steps[2]", "“again”没有办成：“要求重办”不由您来办", "改这一步，或写 refused"),
        ),
        (
            [ANSWERED | {"given": {"where": "井口"}}, NOT_BY_THE_SAME],
            ("steps[0]", "“answer”没有办成：填得不对；这里没有“where”这个字段", "改这一步，或写 refused"),
        ),
    ],
)
def test_what_comes_out_in_another_way_is_told_with_both_sides(
    steps: list[dict[str, Any]], said: tuple[str, str, str]
) -> None:
    assert found(case(), *steps) == [said]


def test_a_kind_that_is_not_there_and_fields_that_cannot_be_filled_are_told() -> None:
    assert found(case(), NOT_BY_THE_SAME, case="wishes") == [
        ("case", "包里没有“wishes”这种流程", "写 cases/ 里有的名")
    ]
    assert found(case(), NOT_BY_THE_SAME, given={"where": "井口"}) == [
        ("given", "提不出来：填得不对；这里没有“where”这个字段", "改 given，或改 opening")
    ]


def test_waits_are_played() -> None:
    waiting = guarded({"check": "waited", "after": "opened", "span": {"days": 7}, "clause": "第八条"})
    early = {"move": "answer", "at": "2026-11-22 23:00", "refused": "最早 2026-11-23（第八条）"}

    assert found(waiting, early, ANSWERED | {"at": "2026-11-23 00:00"}) == []


def test_people_are_letters_in_fields_roles_and_standing() -> None:
    asked = {"key": "who", "title": "谁来办", "type": "people", "fills": "owner"}
    full = guarded({"check": "standing", "role": "owner", "one_of": ["full"]}, fields=[asked])
    refused = {"move": "answer", "at": TUESDAY, "refused": "负责人要是正式党员"}

    def named(*letters: str) -> dict[str, Any]:
        return {"given": {"who": list(letters)}}

    people = {"c": "full", "d": "suspended", "e": "probationary"}
    steps = [
        refused | named("b"),
        refused | named("e"),
        refused | named("d") | {"refused": "党员权利还没有恢复"},
        ANSWERED | named("c"),
    ]
    assert found(full, *steps, people=people) == []


def test_roles_that_no_field_fills_are_given_beforehand() -> None:
    by_owner = guarded(by={"roles": ["owner"]})
    refused = {"move": "answer", "by": "c", "at": TUESDAY, "refused": "不由您来办"}

    assert found(by_owner, refused, ANSWERED, roles={"owner": ["b"]}) == []


def test_a_vote_proves_when_it_was_held_and_how_it_went() -> None:
    voted = guarded(
        {"check": "proved", "records": ["meeting"], "vote": "BR-41", "role": "opener", "since": "opened"}
    )
    proof = {"record": "meeting", "vote": "BR-41"}
    refused = {"move": "answer", "at": TUESDAY}

    steps = [
        refused | {"refused": "要选一份已经写完的会议记录"},
        refused | {"proof": proof | {"passed": False}, "refused": "没有通过"},
        refused | {"proof": proof | {"vote": "BR-40"}, "refused": "不是按 BR-41 表决的"},
        refused | {"proof": proof | {"held": "2026-11-01"}, "refused": "以前开的"},
        refused | {"proof": proof | {"of": ["d"]}, "refused": "没有对这个人表决"},
        ANSWERED | {"proof": proof},
    ]
    assert found(voted, *steps) == []


def test_who_opened_it_without_a_name_comes_back_by_code() -> None:
    by_code = {"move": "again", "by": "code", "at": TUESDAY, "state": "told"}

    assert found(case(anonymous=True), ANSWERED, NOT_BY_THE_SAME, by_code, by="") == []


def test_standing_that_a_move_changes_holds_from_then_on() -> None:
    effect = {"do": "standing", "to": "probationary", "role": "owner"}
    spec = case(
        moves=[
            ANSWER | {"effects": [effect]},
            AGAIN,
            CLOSE | {"guards": [{"check": "standing", "role": "owner", "one_of": ["probationary"]}]},
        ]
    )

    assert found(spec, ANSWERED, NOT_BY_THE_SAME, CLOSED, roles={"owner": ["d"]}) == []


def test_what_was_opened_from_here_may_still_run() -> None:
    settled = guarded({"check": "settled", "kind": "wish"})
    refused = {"move": "answer", "at": TUESDAY, "running": {"wish": 2}, "refused": "还有 2 件没有办完"}

    assert found(settled, refused, ANSWERED) == []


def test_each_step_follows_the_edition_of_its_day() -> None:
    old = pack(cases=(case(),), key="old", effective_from="2026-01-01")
    slower = case(moves=[ANSWER, AGAIN, CLOSE | {"guards": [
        {"check": "waited", "after": "answer", "span": {"days": 5}}
    ]}])  # fmt: skip
    new = pack(cases=(slower,), key="new", effective_from="2026-11-18", supersedes="old")
    chain = editions(new, {"old": old, "new": new})
    closed = [ANSWERED, NOT_BY_THE_SAME, CLOSED]
    later = CLOSED | {"at": "2026-11-18 08:00", "refused": "要满 5 天"}
    later.pop("state")

    assert list(broken(promise(*closed), new, chain)) == []
    assert list(broken(promise(ANSWERED, later, CLOSED | {"at": "2026-11-22 08:00"}), old, chain)) == []


def test_a_state_that_an_edition_lacks_and_a_due_that_differs_are_told() -> None:
    states = case().model_dump()["states"]
    new = pack(
        cases=(case(states=states | {"asked": {"title": "问过了"}}, moves=[
            ANSWER | {"target": "asked"}, AGAIN | {"source": ["asked"]}, CLOSE | {"source": ["asked"]},
        ]),), key="new", effective_from="2026-11-10",
    )  # fmt: skip
    old = pack(cases=(case(),), key="old", effective_from="2026-11-18")
    asked, later = ANSWERED | {"state": "asked"}, CLOSED | {"at": "2026-11-19 08:00"}

    assert ("steps[1]", "“close”没有办成：这一天的版本没有“asked”这个状态", "改这一步，或写 refused") in list(
        broken(promise(asked, later), new, (new, old))
    )
    assert [
        where for where, _, _ in found(case(), ANSWERED | {"due": "2026-01-01 08:00"}, NOT_BY_THE_SAME)
    ] == ["steps[0].due"]


def folder_with(tmp_path: Path, *promises: dict[str, Any]) -> Path:
    shutil.copytree(settings.PACKS_DIR / "base", tmp_path / "base")
    raw = pack(cases=(case(),), records=(record(),)).model_dump(mode="json", exclude_defaults=True)
    contents = {"pack": raw["meta"], "cases/wish": raw["cases"][0]}
    if promises:
        contents["expect/wishes"] = list(promises)
    for name, content in contents.items():
        path = tmp_path / "our-own" / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return tmp_path / "our-own"


def raw_promise(*steps: dict[str, Any]) -> dict[str, Any]:
    return {"case": "wish", "opened": MONDAY, "steps": list(steps)}


def test_a_kind_of_case_without_a_promise_is_found(tmp_path: Path) -> None:
    assert [str(problem) for problem in check_folder(folder_with(tmp_path))] == [
        "our-own/expect：wish：没有说“诉求”怎样一步步办完。应当：写一条从提出到办结的，写进 expect/"
    ]


def test_a_kept_promise_is_no_problem(tmp_path: Path) -> None:
    assert check_folder(folder_with(tmp_path, raw_promise(ANSWERED, NOT_BY_THE_SAME, CLOSED))) == []


def test_a_broken_promise_is_named_with_file_and_line(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, raw_promise(NOT_BY_THE_SAME | {"refused": "不能"}, CLOSED))
    lines = (folder / "expect/wishes.yaml").read_text(encoding="utf-8").splitlines()
    line = [number for number, text in enumerate(lines, start=1) if "move: close" in text][1]

    assert [str(problem) for problem in check_folder(folder)] == [
        f"our-own/expect/wishes.yaml 第 {line} 行：[0].steps[1]：“close”没有办成："
        "现在是“待办”，不能“办结”，请刷新后再看。应当：改这一步，或写 refused"
    ]


def test_a_kind_with_a_fault_is_not_walked(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, raw_promise(ANSWERED, NOT_BY_THE_SAME, CLOSED))
    kind = folder / "cases/wish.yaml"
    kind.write_text(
        kind.read_text(encoding="utf-8").replace("target: answered", "target: gone"), encoding="utf-8"
    )

    [problem] = check_folder(folder)
    assert problem.fault == "没有“gone”这个状态"


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ({"state": "told"}, "不让办的一步什么也不改，不写 state 和 due"),
        ({"at": "soon"}, "[0].steps[0].at：写的是 'soon'。应当：是日期和时间，如 2026-01-31 08:00"),
        ({"by": "bob"}, "[0].steps[0].by"),
    ],
)
def test_a_promise_that_cannot_be_read_is_told_in_words(
    tmp_path: Path, step: dict[str, Any], said: str
) -> None:
    folder = folder_with(tmp_path, raw_promise(NOT_BY_THE_SAME | step))

    assert said in "\n".join(map(str, check_folder(folder)))
