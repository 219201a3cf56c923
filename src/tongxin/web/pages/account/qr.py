"""The picture that an authenticator app reads."""

from urllib.parse import quote, urlencode

import segno


def totp_picture(secret: str, number: str) -> str:
    """A data address, because nothing of it may be fetched or kept."""
    label = quote(f"同心:{number}")
    address = f"otpauth://totp/{label}?{urlencode({'secret': secret, 'issuer': '同心'})}"
    return str(segno.make(address, error="m").png_data_uri(scale=5, border=2))
