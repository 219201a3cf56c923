"""Nobody keeps opinions, moods, loyalty, scores or labels of people: no column has such a name."""

import pytest
from django.apps import apps
from django.db import models

from tongxin.regimes.denied import denied_key, denied_title


def our_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith("tongxin.")]


@pytest.mark.parametrize("model", our_models(), ids=lambda model: model._meta.label)
def test_no_column_is_about_what_nobody_may_keep(model: type[models.Model]) -> None:
    columns = [field.name for field in model._meta.get_fields() if field.concrete]

    assert [name for name in columns if denied_key(name)] == []
    assert denied_key(model.__name__.lower()) == ""


@pytest.mark.parametrize(
    ("key", "part"),
    [
        ("mood", "mood"),
        ("worker_opinions", "opinions"),
        ("stability_score", "stability"),
        ("ranking", "ranking"),
        ("branch", ""),
        ("overscored", ""),
        ("political_instructor", ""),
    ],
)
def test_a_key_is_known_by_its_parts(key: str, part: str) -> None:
    assert denied_key(key) == part


@pytest.mark.parametrize(
    ("title", "word"),
    [
        ("班组思想得分", "思想得分"),
        ("后进职工", "后进"),
        ("重点人员", "重点人"),
        ("重点工作", ""),
        ("问题", ""),
    ],
)
def test_a_title_is_known_by_its_words(title: str, word: str) -> None:
    assert denied_title(title) == word
