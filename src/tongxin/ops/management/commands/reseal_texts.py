"""tongxin reseal_texts: seal every text of level C3 anew, under the first field key."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tongxin.cases.commands import reseal_texts

SHOWN = 20


class Command(BaseCommand):
    """Exit 1 when there is a text that none of the keys opens; all others are moved all the same."""

    help = "Seal every C3 text anew under the first field key; safe to stop and to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        lost: list[int] = []
        moved = 0
        for batch in reseal_texts():
            lost += batch.lost
            moved = batch.moved
            self.stdout.write(f"{batch.looked_at} of {batch.total} texts looked at, {moved} sealed anew")
        if lost:
            raise CommandError(_told(lost))
        self.stdout.write(f"Every text is under the first key. Sealed anew: {moved}")


def _told(lost: list[int]) -> str:
    shown = ", ".join(str(number) for number in lost[:SHOWN]) + ("…" if len(lost) > SHOWN else "")
    return (
        f"None of the keys in TONGXIN_FIELD_KEYS opens {len(lost)} of the texts; what cannot be opened is as it was. "
        f"Add the key that sealed them at the end of the list and run this again; throw no key away before. Rows of cases_sealed: {shown}"
    )
