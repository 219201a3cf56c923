"""tongxin import_roster FILE --company NAME: a whole company's roster, from the command line."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.db import OperationalError

from tongxin import clock
from tongxin.kernel.errors import Refused
from tongxin.orgs.roster import commands
from tongxin.orgs.roster.container import column_letters
from tongxin.orgs.roster.outcome import Outcome, refused

SHOWN = 50


class Command(BaseCommand):
    """Exit 0 only when everything was taken."""

    help = "Import a roster (xlsx or csv). Nothing is written if any row has an error."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--company", required=True, help="the company's name, as it is in the system")
        parser.add_argument("--create-company", action="store_true", help="make the company if there is none")
        parser.add_argument("--complete", action="store_true", help="people who are absent have left")
        parser.add_argument("--dry-run", action="store_true", help="say what would change, write nothing")
        parser.add_argument("--json", action="store_true", help="print the result as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            outcome = self._import(**options)
        except Refused as refusal:
            row = refusal.details.get("row", 1)
            self._refuse(refusal.message, row=row if isinstance(row, int) else 1, **options)
        except OperationalError as error:
            self._refuse(f"数据库现在写不进去（{error}），没有写入任何内容", row=1, **options)
        except OSError as error:
            self._refuse(f"文件读不了（{error.strerror or error}），没有写入任何内容", row=1, **options)
        else:
            self.stdout.write(_json(outcome) if options["json"] else _words(outcome))
            if not outcome.taken:
                raise SystemExit(1)

    def _import(
        self, file: Path, company: str, create_company: bool, complete: bool, dry_run: bool, **_: Any
    ) -> Outcome:
        if not file.is_file():
            raise Refused(f"没有这个文件：{file}")
        return commands.import_file(
            file,
            company=company,
            create=create_company,
            complete=complete,
            dry_run=dry_run,
            by="运维命令",
            at=clock.read(),
        )

    def _refuse(self, message: str, *, row: int, json: bool, dry_run: bool, **_: Any) -> None:
        if json:
            self.stdout.write(_json(refused(message, row=row, dry_run=dry_run)))
        else:
            self.stderr.write(message)
        raise SystemExit(1)


def _json(outcome: Outcome) -> str:
    return json.dumps(outcome.as_json(), ensure_ascii=False)


def _words(outcome: Outcome) -> str:
    verb = "会" if outcome.dry_run else "已"
    if outcome.errors:
        verb = "没有写入：改好以后会"
    lines = [
        f"{verb}新增 {outcome.added} 人，更新 {outcome.changed} 人，办离职 {outcome.ended} 人；"
        f"{outcome.unchanged} 人没有变化；新建单位 {outcome.created_units} 个"
    ]
    lines += [f"  提示：{remark}" for remark in outcome.remarks]
    lines += [
        f"  错误：工作表“{fault.sheet}”第 {fault.row} 行 {column_letters(fault.column)} 列：{fault.message}"
        for fault in outcome.errors[:SHOWN]
    ]
    if len(outcome.errors) > SHOWN:
        lines.append(f"  还有 {len(outcome.errors) - SHOWN} 处错误")
    return "\n".join(lines)
