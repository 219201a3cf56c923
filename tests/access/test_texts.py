"""The journal speaks Chinese of everything that any command writes into it."""

import re
from pathlib import Path

from tongxin.access.texts import FACTS, SUBJECTS

SOURCE = "\n".join(path.read_text() for path in Path("src/tongxin").rglob("*.py"))


def test_every_kind_of_fact_has_its_words() -> None:
    written = set(re.findall(r'\brecord\(\s*"([a-z_]+\.[a-z_]+)"', SOURCE))

    assert len(written) > 30
    assert written - set(FACTS) == set()


def test_every_subject_of_a_fact_has_its_word() -> None:
    written = set(re.findall(r'subject=\(\s*"([a-z_]+)"', SOURCE))

    assert len(written) > 10
    assert written - set(SUBJECTS) == set()
