"""Who signs a record."""

from collections.abc import Collection


def signers(
    rule: str,
    *,
    chair_id: int | None,
    recorder_id: int | None,
    present: Collection[int],
    on_paper: bool = False,
) -> set[int]:
    """The people whose signature the record's kind asks for; what was signed on paper is not signed again."""
    if on_paper:
        return set()
    officers = {person for person in (chair_id, recorder_id) if person is not None}
    match rule:
        case "chair":
            return {chair_id} if chair_id is not None else set()
        case "both_sides":
            return officers
        case "present":
            return set(present)
        case _:
            return set()
