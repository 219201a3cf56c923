"""A pack is read from files: quickly where all is well, and with the place of a fault where it is not."""

import shutil
from pathlib import Path

import pytest
from django.conf import settings

from tongxin.regimes.load import PackError, load_pack

PACK = settings.PACKS_DIR / "xzw"


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    shutil.copytree(PACK, tmp_path / "xzw")
    return tmp_path / "xzw"


def test_what_stands_in_its_files_is_the_pack(pack: Path) -> None:
    assert load_pack(pack) == load_pack(PACK)


@pytest.mark.parametrize(
    ("text", "where", "said"),
    [
        ("key: [1, 2\n", "第 2 行第 1 列", "括号没有合上，或者少了逗号"),
        ("key: one\nkey: two\n", "第 2 行第 1 列", "“key”写了两次"),
        ("one: &it [1]\ntwo: *it\n", "第 2 行第 6 列", "不能用 * 引用别处的内容，请写全"),
    ],
)
def test_a_fault_is_told_with_its_place(pack: Path, text: str, where: str, said: str) -> None:
    (pack / "pack.yaml").write_text(text, encoding="utf-8")

    with pytest.raises(PackError) as refused:
        load_pack(pack)

    found = refused.value.problems[0]
    assert (found.file, found.where) == ("xzw/pack.yaml", where)
    assert said in found.fault
