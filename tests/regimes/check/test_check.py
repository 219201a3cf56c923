"""What the check of packs finds, and how it says it."""

import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings

from tests.regimes.specs import BASIS, case, duty, pack, record
from tongxin.regimes.check import check_folder, check_pack
from tongxin.regimes.load import PackError, library, load_pack, parse_pack
from tongxin.regimes.promises import given_items
from tongxin.regimes.schema.promise import Promise

BASE = library(settings.PACKS_DIR)["base"]
META = {
    "key": "our-own", "version": "1.0", "title": "自己的", "summary": "试", "effective_from": "2026-01-01",
    "adopted_at": ["section"],
}  # fmt: skip


VOTED_ON: dict[str, Any] = {
    "voted_on": "who",
    "fields": [{"key": "who", "title": "讨论谁", "type": "people", "required": True}],
}
COUNTING = {
    "key": "between", "title": "谁和谁", "type": "choice", "required": True, "counts": True,
    "choices": [{"key": "us", "title": "我们"}],
}  # fmt: skip

EACH = {"record": "meeting", "where": "below"}


def found(spec: Any, **records: Any) -> list[str]:
    return [str(problem) for problem in check_pack(spec, {"base": BASE})]


def test_a_sound_pack_has_no_fault() -> None:
    assert found(pack(duty())) == []


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        (pack(duty(), requires=["nothing"]), "our-own/pack.yaml：requires：没有“nothing”这个制度包"),
        (pack(duty(), duty()), "duties/meeting_monthly.yaml：key：“meeting_monthly”已是本包里一项职责的名"),
        (
            pack(duty(owed_by={"post": "captain", "unit": "branch"})),
            "duties/meeting_monthly.yaml：owed_by.post：没有“captain”这个岗位",
        ),
        (
            pack(duty(owed_by={"post": "team_leader", "unit": "branch"})),
            "owed_by.unit：党支部没有班组长。应当：班组长在：班组",
        ),
        (pack(duty(escalate=[{"after_days": 1, "to": "captain"}])), "escalate：没有“captain”这个岗位"),
        (pack(duty(applies_if={"moon_is_full": 1})), "applies_if：没有“moon_is_full”这个条件"),
        (pack(duty(met_by=[{"record": "party"}])), "met_by[0]：没有“party”这种记录"),
        (pack(duty(met_by=[{"report": "party"}])), "met_by[0]：没有“party”这种报告"),
        (pack(duty(met_by=[{"case": "party"}])), "met_by[0]：没有“party”这种流程"),
        (
            pack(duty(met_by=[{"case": "wish", "where": "below", "move": "sing"}]), cases=(case(),)),
            "met_by[0].move：“诉求”没有“sing”这一步。应当：写其中之一：again、answer、close、opened",
        ),
        (
            pack(duty(met_by=[{"case": "wish", "where": "below"}]), cases=(case(level="C3"),)),
            "met_by[0].case：“诉求”是 C3，不能拿来算做没做",
        ),
        (
            pack(duty(met_by=[{"case": "wish"}]), cases=(case(),)),
            "met_by[0]：从党支部看，same 处不会有它。应当：它只在班组有",
        ),
        (
            pack(duty(met_by=[{"record": "meeting", "having": {"between": "us"}}])),
            "met_by[0].having：“between”不是算数的选项。应当：写记录里有 counts: true 的单选字段",
        ),
        (
            pack(
                duty(met_by=[{"record": "meeting", "having": {"between": "them"}}]),
                records=(record(fields=[COUNTING]),),
            ),
            "met_by[0].having：“between”没有“them”这一项。应当：写其中之一：us",
        ),
        (
            pack(duty(), records=(record(fields=[COUNTING | {"level": "C2"}]),)),
            "fields.between：这样的字段不能写 counts。应当：只有必填、不涉密的单选能写",
        ),
        (
            pack(duty(met_by=[{"record": "meeting", "where": "linked"}])),
            "met_by[0]：从党支部看，linked 处不会有它。应当：它只在党支部有",
        ),
        (
            pack(
                duty(met_by=[EACH | {"from_each": "party_group"}]),
                records=(record(held_at=["joint_branch", "team"]),),
            ),
            "met_by[0].from_each：党小组不开“支委会”。应当：它只在联合党支部、班组有",
        ),
        (
            pack(duty(met_by=[EACH | {"from_each": "team"}]), records=(record(held_at=["team"]),)),
            "met_by[0].from_each：要做的单位下面没有班组。应当：写直接在它下面的一种单位",
        ),
        (pack(duty(strength="must", override="free")), "override：必须做的不能随便改"),
        (pack(duty(basis={"document": "条例"})), "basis.clause：没有写依据哪一条"),
        (pack(duty(basis={"document": " ", "clause": "一"})), "basis.document：没有写依据哪个文件"),
        (pack(duty(), records=(record(written_by=["captain"]),)), "written_by：没有“captain”这个岗位"),
        (pack(duty(), records=(record(expected="posts"),)), "expected_posts：和 expected 对不上"),
        (
            pack(duty(), records=(record(vote="BR-40", steps=["agenda"], sittings="one"),)),
            "steps：有表决却没有 decisions 一步",
        ),
        (pack(duty(), records=(record(vote="BR-40"),)), "sittings：要表决的会不能分几场开"),
        (
            pack(duty(), records=(record(quorum="half"),)),
            "sittings：要数人数的会不能分几场开。应当：写 sittings: one",
        ),
        (
            pack(duty(), records=(record(quorum="two_thirds", sittings="one", expected="nobody"),)),
            "quorum：没有名单，算不出到了多少",
        ),
        (
            pack(duty(), records=(record(vote="BR-41", quorum="half", sittings="one", **VOTED_ON),)),
            "quorum：比 BR-41 要求的少。应当：写 more_than_half 或更多，或者不写",
        ),
        (
            pack(duty(), records=(record(vote="BR-41", sittings="one"),)),
            "voted_on：没说对谁表决",
        ),
        (
            pack(duty(), records=(record(vote="BR-43", sittings="one", voted_on="who"),)),
            "voted_on：“who”不是必填的人名字段",
        ),
        (pack(duty(), records=(record(**VOTED_ON),)), "voted_on：没有表决"),
        (
            pack(duty(), records=(record(fields=[{"key": "one", "title": "一", "type": "choice"}]),)),
            "fields.one：选项和类型对不上",
        ),
        (
            pack(duty(), records=(record(fields=[{"key": "one", "title": "一", "type": "text"}] * 2),)),
            "fields：“one”有 2 个",
        ),
    ],
)
def test_each_fault_names_file_place_fault_and_what_is_expected(broken: Any, said: str) -> None:
    problems = found(broken)

    assert len(problems) == 1
    assert said in problems[0]
    assert "应当：" in problems[0]


@pytest.mark.parametrize(
    ("name", "instead"),
    [
        ("agenda", "在 steps 里写 agenda，不用自己的字段"),
        ("minutes", "在 steps 里写 minutes，不用自己的字段"),
        ("measures", "在 steps 里写 measures，不用自己的字段"),
        ("ballot", "写 vote: BR-43，票数由选举那一步记"),
        ("moves", "班前会自己记，换一个名"),
        ("given_at", "交接班自己记，换一个名"),
    ],
)
def test_a_field_may_not_take_a_name_that_the_record_keeps_for_itself(name: str, instead: str) -> None:
    taken = record(fields=[{"key": name, "title": "一", "type": "text"}])

    assert found(pack(duty(), records=(taken,))) == [
        f"our-own/records/meeting.yaml：fields.{name}：“{name}”这个名留给了记录自己。应当：{instead}"
    ]


def test_a_fault_in_a_file_is_named_with_its_line(tmp_path: Path) -> None:
    fields = (
        "fields:\n  - {key: said, title: 说了什么, type: text}\n  - {key: agenda, title: 议题, type: steps}\n"
    )
    rest = record().model_dump(mode="json", exclude_defaults=True)
    text = fields + yaml.safe_dump(rest, allow_unicode=True)
    path = write(tmp_path, records__meeting=text)
    shutil.copytree(settings.PACKS_DIR / "base", tmp_path / "base")

    assert [str(problem) for problem in check_folder(path)] == [
        "our-own/records/meeting.yaml 第 3 行：fields.agenda：“agenda”这个名留给了记录自己。"
        "应当：在 steps 里写 agenda，不用自己的字段"
    ]


def test_a_key_belongs_to_one_pack() -> None:
    twin = pack(duty(), key="other-pack", title="另一个")
    problems = check_pack(pack(duty()), {"base": BASE, "other-pack": twin})

    assert [problem.where for problem in problems] == ["key", "key"]
    assert "另一个" in problems[0].fault


def test_a_record_of_a_required_pack_may_meet_a_duty() -> None:
    rests = pack(
        duty(key="other_duty"), key="other-pack", records=(record(key="other_meeting"),), requires=["our-own"]
    )
    with_record = rests.model_copy(
        update={"duties": (duty(key="other_duty", met_by=[{"record": "meeting"}]),)}
    )

    assert check_pack(with_record, {"base": BASE, "our-own": pack(duty())}) == []


def test_a_figure_that_nobody_computes_is_named() -> None:
    report = {
        "key": "own_report", "title": "月报", "basis": BASIS, "written_at": ["branch"],
        "written_by": ["branch_secretary"], "every": "month",
        "sections": [{"key": "one", "title": "一", "figures": ["horoscope"]}],
    }  # fmt: skip
    raw = pack(duty()).model_dump() | {"reports": [report]}

    assert "没有“horoscope”这个数" in found(type(pack(duty())).model_validate(raw))[0]


def write(folder: Path, **files: Any) -> Path:
    for name, content in {"pack": META, **files}.items():
        path = folder / "our-own" / f"{name.replace('__', '/')}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        text = content if isinstance(content, str) else yaml.safe_dump(content, allow_unicode=True)
        path.write_text(text, encoding="utf-8")
    return folder / "our-own"


def test_a_misspelt_word_is_named_with_its_file(tmp_path: Path) -> None:
    raw = duty().model_dump(mode="json", exclude_defaults=True) | {"minuts": 3}
    with pytest.raises(PackError) as error:
        load_pack(write(tmp_path, duties__meeting_monthly=raw))

    [problem] = error.value.problems
    assert str(problem) == (
        "our-own/duties/meeting_monthly.yaml：minuts：不认识这个词。应当：照制度包编写指南里的词，检查拼写"
    )


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"minutes": "一"}, "minutes：写的是 '一'。应当：是一个整数"),
        ({"minutes": 1000}, "minutes：写的是 1000。应当：不大于 960"),
        ({"every": "decade"}, "every：写的是 'decade'。应当：是其中之一："),
        ({"title": ""}, "title：写的是 ''。应当：字数至少 1"),
        ({"from_month": 3}, "只有每年一次的职责能写起止月份"),
        ({"met_by": [{}]}, "met_by[0]：record、report、case 写一个"),
    ],
)
def test_what_the_schema_finds_is_said_in_chinese(tmp_path: Path, wrong: dict[str, Any], said: str) -> None:
    raw = duty().model_dump(mode="json", exclude_defaults=True) | wrong
    with pytest.raises(PackError) as error:
        load_pack(write(tmp_path, duties__meeting_monthly=raw))

    assert said in str(error.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("key: [", "YAML 写法不对：括号没有合上"),
        ("a: b: c", "YAML 写法不对：冒号用错了地方"),
        ("a:\n\t- b", "YAML 写法不对：有不能用的字符"),
        ("a: 'b", "YAML 写法不对：引号没有合上"),
        ("%YAML 9.9.9\n", "YAML 写法不对：从这里起读不通"),
        ("key: one\nkey: two", "“key”写了两次"),
        ("a: &x [1]\nb: *x", "不能用 * 引用"),
        ("a: 2026-13-45", "YAML 读不了"),
        ("? [a, b]\n: 1", "键要写成一个词"),
        ("- one", "不是一张键和值的表"),
        ("x" * 200_001, "太长"),
    ],
)
def test_a_text_that_is_no_pack_is_refused_with_the_reason(text: str, said: str) -> None:
    with pytest.raises(PackError, match="粘贴的内容") as error:
        parse_pack(text)

    assert said in str(error.value)


def test_files_that_are_missing_or_in_another_encoding_are_named(tmp_path: Path) -> None:
    folder = write(tmp_path)
    (folder / "pack.yaml").unlink()
    with pytest.raises(PackError, match="没有这个文件"):
        load_pack(folder)
    (folder / "pack.yaml").write_bytes("key: 党".encode("gb18030"))
    with pytest.raises(PackError, match="不是 UTF-8 编码"):
        load_pack(folder)


def test_a_broken_promise_shows_both_sides(tmp_path: Path) -> None:
    team_duty = duty(
        owed_by={"post": "party_group_leader", "unit": "party_group"}, met_by=[{"record": "meeting"}]
    )
    folder = write(
        tmp_path,
        duties__meeting_monthly=team_duty.model_dump(mode="json", exclude_defaults=True),
        records__meeting=record(held_at=["party_group"], written_by=["party_group_leader"]).model_dump(
            mode="json", exclude_defaults=True
        ),
        expect__one=[
            {
                "duty": "meeting_monthly",
                "between": ["2026-11-01", "2026-12-01"],
                "items": [{"period": "2026-M11", "due": "2026-11-29"}],
            }
        ],
    )
    (tmp_path / "base").symlink_to(settings.PACKS_DIR / "base")

    assert [str(problem) for problem in check_folder(folder)] == [
        "our-own/expect：meeting_monthly：算出来是：2026-M11 到期 2026-11-30。应当：说好的是：2026-M11 到期 2026-11-29"
    ]


def test_a_duty_without_a_promise_a_wrong_file_name_and_an_unchecked_basis_are_found(tmp_path: Path) -> None:
    folder = write(
        tmp_path,
        duties__other=duty().model_dump(mode="json", exclude_defaults=True),
        records__meeting=record(basis={**BASIS, "checked": {"by": "陈志刚", "on": "2026-11-02"}}).model_dump(
            mode="json", exclude_defaults=True
        ),
        expect__one=[{"duty": "nothing", "between": ["2026-11-01", "2026-12-01"], "items": []}],
    )
    (tmp_path / "base").symlink_to(settings.PACKS_DIR / "base")
    said = "\n".join(map(str, check_folder(folder, release=True)))

    assert "没有说“支委会每月一次”哪几天到期" in said
    assert "duties/other.yaml：key：和文件名不一样" in said
    assert "包里没有这项职责" in said
    assert "没有人对过原文" in said


def test_promises_that_cannot_be_read_and_two_packs_of_one_name_are_found(
    tmp_path: Path,
) -> None:
    write(tmp_path, expect__one=[{"duty": "xx", "between": ["2026-12-01", "2026-11-01"], "items": []}])
    (tmp_path / "zz").mkdir()
    (tmp_path / "zz" / "pack.yaml").write_text(yaml.safe_dump(META), encoding="utf-8")
    said = "\n".join(map(str, check_folder(tmp_path)))

    assert "our-own/expect/one.yaml 第 1 行：[0]：between 的第二天要在第一天之后" in said
    assert "zz/pack.yaml：key：“our-own”已有" in said


def test_a_folder_of_another_name_is_found(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "our-own").rename(tmp_path / "zz")

    assert [str(problem) for problem in check_folder(tmp_path)] == [
        "zz/pack.yaml：key：和文件夹名不一样。应当：key: zz"
    ]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"every": "year", "from_month": 5, "to_month": 3}, "起始月份在截止月份后面"),
        ({"due_day": 3, "due_after_days": 3}, "due_day 和 due_after_days 只能写一个"),
    ],
)
def test_days_that_contradict_each_other_are_refused(
    tmp_path: Path, wrong: dict[str, Any], said: str
) -> None:
    raw = duty().model_dump(mode="json", exclude_defaults=True) | wrong
    with pytest.raises(PackError) as error:
        load_pack(write(tmp_path, duties__meeting_monthly=raw))

    assert said in str(error.value)


def test_a_promise_of_nothing_is_kept_where_the_duty_does_not_apply(tmp_path: Path) -> None:
    promise = Promise.model_validate(
        {"duty": "meeting_monthly", "between": ["2026-11-01", "2026-12-01"], "items": []}
    )

    assert given_items(duty(applies_if={"full_members_at_least": 7}), promise) == []
    assert len(given_items(duty(), promise)) == 1


def test_one_pack_is_told_its_own_faults_alone(tmp_path: Path) -> None:
    shutil.copytree(settings.PACKS_DIR, tmp_path, dirs_exist_ok=True)
    with (tmp_path / "sz" / "pack.yaml").open("a", encoding="utf-8") as file:
        file.write("moon: full\n")
    duty_file = next((tmp_path / "kq-meetings" / "duties").glob("*.yaml"))
    duty_file.write_text(duty_file.read_text(encoding="utf-8").replace("post: ", "post: x"), encoding="utf-8")

    assert check_folder(tmp_path / "xzw") == []
    assert {problem.file.split("/")[0] for problem in check_folder(tmp_path / "sz")} == {"sz"}
    assert {problem.file.split("/")[0] for problem in check_folder(tmp_path / "kq-meetings")} == {
        "kq-meetings"
    }
    assert {problem.file.split("/")[0] for problem in check_folder(tmp_path)} == {"sz", "kq-meetings"}


def test_one_pack_with_a_neighbours_name_is_found(tmp_path: Path) -> None:
    shutil.copytree(settings.PACKS_DIR, tmp_path, dirs_exist_ok=True)
    shutil.copytree(tmp_path / "xzw", tmp_path / "a-copy")

    faults = [str(problem) for problem in check_folder(tmp_path / "a-copy")]

    assert "a-copy/pack.yaml：key：“xzw”已有。应当：每个包一个名" in faults
    assert {fault.split("/")[0] for fault in faults} == {"a-copy"}


def test_an_empty_folder_is_no_set_of_packs(tmp_path: Path) -> None:
    assert "没有制度包" in str(check_folder(tmp_path)[0])
