"""What no linter knows: sizes, signatures and registers of the whole source."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

SOURCE = Path(__file__).resolve().parents[2] / "src" / "tongxin"
LONGEST_FUNCTION = 40
LONGEST_FILE = 400
# Command functions that nobody stands behind: log-in is before anybody is known, tries count for all.
WITHOUT_BY = {
    "access/commands/tries.py": "counts for accounts and addresses, whoever asks",
    "facts/commands.py": "the journal's own machinery",
    "sync/commands/epochs.py": "counts what comes in, whoever brings it",
    "sync/commands/holding.py": "goes on as whoever brought it: the row says who",
}
WITHOUT_BY_FUNCTIONS = {
    "access/commands/sessions.py:seen": "the middleware notes the last request",
    "access/commands/administrators.py:make": "inside `answer` and `found`, which note who",
    "access/commands/second_factor.py:new_secret": "makes a value, changes nothing",
    "records/preshift/commands/meeting.py:expire_fitness": "the shift ends; nobody decides",
    "access/commands/tokens.py:digest": "makes a value, changes nothing",
    "cases/commands/writing.py:write_parts": "a step of opening and moving, whose deed says who",
    "cases/commands/writing.py:write_moved": "a step of moving, whose deed says who",
    "records/commands/closing.py:complete": "a step of `close_record`, which says who",
    "records/commands/closing.py:add_officers": "a step of `close_record`, which says who",
    "records/commands/closing.py:explain_absences": "a step of `close_record`, which says who",
    "sync/commands/photos.py:join_arrived": "a step of applying, whose row says who",
    "sync/commands/storing.py:keep_with": "a step of `take_operations`, which says who",
}
# A little over, with the reason; nothing new belongs here.
LONG_FUNCTIONS = {
    "ops/demo/org.py:_team": "one team of the demo, told in a row",
    "records/commands/opening.py:open_record": "its arguments take a quarter of it",
    "duties/queries/lines.py:line": "one line of many columns",
    "adoption/queries/simulation.py:try_packs": "one computation, told in a row",
}


def files() -> Iterator[Path]:
    yield from (path for path in SOURCE.rglob("*.py") if "migrations" not in path.parts)


def functions(path: Path) -> Iterator[ast.FunctionDef]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef):
            yield node


def named(path: Path) -> str:
    return path.relative_to(SOURCE).as_posix()


def test_a_function_fits_a_screen() -> None:
    long = [
        name
        for path in files()
        for function in functions(path)
        if (function.end_lineno or 0) - function.lineno + 1 > LONGEST_FUNCTION
        and (name := f"{named(path)}:{function.name}") not in LONG_FUNCTIONS
    ]
    assert not long, "\n".join(long)


def test_a_file_stays_under_four_hundred_lines() -> None:
    long = {
        named(path): lines for path in files() if (lines := len(path.read_text().splitlines())) > LONGEST_FILE
    }
    assert not long, long


def commands() -> Iterator[Path]:
    for path in files():
        parts = path.relative_to(SOURCE).parts
        if ("commands" in parts and "management" not in parts) or path.name == "commands.py":
            yield path


def test_every_command_says_who_and_when() -> None:
    wanting = []
    for path in commands():
        if named(path) in WITHOUT_BY or path.name == "__init__.py":
            continue
        for function in ast.parse(path.read_text()).body:
            if not isinstance(function, ast.FunctionDef) or function.name.startswith("_"):
                continue
            keywords = {argument.arg for argument in function.args.kwonlyargs}
            changes = any(isinstance(node, ast.Call) and _writes(node) for node in ast.walk(function))
            name = f"{named(path)}:{function.name}"
            if changes and not {"by", "at"} <= keywords and name not in WITHOUT_BY_FUNCTIONS:
                wanting.append(name)
    assert not wanting, "\n".join(wanting)


def _writes(call: ast.Call) -> bool:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    return name in {
        "create",
        "bulk_create",
        "bulk_update",
        "update",
        "delete",
        "save",
        "record",
        "update_or_create",
    }


def our_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith("tongxin.")]


@pytest.mark.parametrize("model", our_models(), ids=lambda model: model._meta.label)
def test_every_column_is_personal_or_plain(model: type[models.Model]) -> None:
    columns = {field.name for field in model._meta.get_fields() if field.concrete}
    personal, plain = set(model.personal), set(model.plain)  # type: ignore[attr-defined]

    assert personal & plain == set()
    assert personal | plain == columns
    assert bool(personal) == hasattr(model, "subject_path")


@pytest.mark.parametrize("model", our_models(), ids=lambda model: model._meta.label)
def test_no_model_opens_a_way_back(model: type[models.Model]) -> None:
    """Reverse relations would reach protected rows without the viewer."""
    for field in model._meta.get_fields():
        if field.concrete and field.is_relation and field.remote_field:
            assert field.remote_field.related_name == "+", f"{model._meta.label}.{field.name}"
