"""Two spellings of a place are one; two places stay two."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongxin.regimes.cases.alike import plain


@pytest.mark.parametrize(
    ("written", "compared"),
    [
        ("三号 皮带机头", "3号皮带机头"),
        ("3号皮带机头", "3号皮带机头"),
        ("３＃皮带（机头）", "3号皮带机头"),  # noqa: RUF001 - full width is what is tried
        ("3#皮带机头。", "3号皮带机头"),
        ("第三 号皮带", "第3号皮带"),
        ("十号架", "10号架"),
        ("十二号架", "12号架"),
        ("二十架", "20架"),
        ("三十八架", "38架"),
        ("一部溜子", "1部溜子"),
        ("二一〇五工作面", "2105工作面"),
        ("二〇五 号硐室", "205号硐室"),
        ("一采区", "一采区"),  # no number of a thing
        ("十十号", "十十号"),
        ("MC-2 泵　房", "mc2泵房"),
        ("——", ""),
    ],
)
def test_what_is_compared(written: str, compared: str) -> None:
    assert plain(written) == compared


@pytest.mark.parametrize(
    ("one", "other"), [("三号皮带", "四号皮带"), ("十号架", "十一号架"), ("机头", "机尾")]
)
def test_two_places_stay_two(one: str, other: str) -> None:
    assert plain(one) != plain(other)


WIDE = "\uff03\uff13\uff21\u3000（。"
WRITTEN = st.text(st.sampled_from("〇零一二三九十百号架部#工作面 -3a皮带" + WIDE)) | st.text()


@given(WRITTEN)
def test_what_is_plain_stays_as_it_is(text: str) -> None:
    assert plain(plain(text)) == plain(text)


@given(WRITTEN, st.sampled_from(" 　，。-（）"))
def test_spaces_and_points_between_change_nothing(text: str, point: str) -> None:
    assert plain(point.join(text)) == plain(text)
