"""Keys that a page or a phone makes and that are safe to send twice."""

import re
import uuid

KEY = re.compile(r"^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$")


def new_key() -> uuid.UUID:
    return uuid.uuid4()


def is_key(text: str) -> bool:
    return bool(KEY.match(text))
