"""The key of a record's codes: made from the server's own, so none is kept and none leaves it."""

import hashlib
import hmac

from django.conf import settings

from tongxin.records.models import Record


def key_of(record: Record) -> bytes:
    said = b"tongxin sign in " + record.key.bytes
    return hmac.new(settings.SECRET_KEY.encode(), said, hashlib.sha256).digest()
