"""Where a unit stands in its tree: the ids from the root down, each with a dot after it."""


def ids_in(path: str) -> tuple[int, ...]:
    """The root, those between, and the unit itself last."""
    return tuple(int(part) for part in path.split(".") if part)
