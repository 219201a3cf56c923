"""What an operator reads when a command cannot use the database."""

import pytest
from django.db import DatabaseError, IntegrityError, OperationalError, ProgrammingError

from tongxin.ops import cli
from tongxin.ops.trouble import told


@pytest.mark.parametrize(
    ("error", "begins"),
    [
        (
            OperationalError("connection failed:\n  no route"),
            "The database cannot be used: connection failed: no",
        ),
        (OperationalError("no such table: orgs_unit"), "The database is not up to date."),
        (ProgrammingError("syntax error"), ""),
        (IntegrityError("UNIQUE constraint failed"), ""),
    ],
)
def test_what_the_operator_can_mend_is_a_sentence(error: DatabaseError, begins: str) -> None:
    assert told(error)[: len(begins) or None] == begins


def test_a_fault_of_ours_keeps_its_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(argv: list[str]) -> None:
        raise ProgrammingError("syntax error")

    monkeypatch.setattr(cli, "execute_from_command_line", fails)

    with pytest.raises(ProgrammingError, match="syntax error"):
        cli.main()


def test_what_the_operator_can_mend_ends_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(argv: list[str]) -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr(cli, "execute_from_command_line", fails)

    with pytest.raises(SystemExit, match=r"The database cannot be used: connection refused\. Check"):
        cli.main()
