"""Words that mean the same place, written by two people: `三号 皮带机头` and `3号皮带机头`."""

import re

WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}  # full width to half width
DIGITS = {word: number for number, words in enumerate(("〇零", *"一二三四五六七八九")) for word in words}
NUMBERED = re.compile(r"[〇零一二三四五六七八九十]+(?=[号架部]|工作面)")
TENS = re.compile(r"([一二三四五六七八九]?)十([一二三四五六七八九]?)")


def plain(text: str) -> str:
    """What is compared; what is shown stays as it was written. Letters and figures alone are left."""
    half = text.translate(WIDE).lower().replace("#", "号")
    return NUMBERED.sub(_in_figures, "".join(one for one in half if one.isalnum()))


def _in_figures(found: re.Match[str]) -> str:
    """十二 is 12, 二一〇五 is 2105; what is neither stays."""
    words = found[0]
    if "十" not in words:
        return "".join(str(DIGITS[word]) for word in words)
    tens = TENS.fullmatch(words)
    if tens is None:
        return words
    return str(10 * DIGITS.get(tens[1], 1) + DIGITS.get(tens[2], 0))
