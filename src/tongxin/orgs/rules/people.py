"""The initials by which a name is found: 王建国 -> wjg."""

# GB 2312 orders its 3,755 common characters by pinyin; these are where each initial begins.
STARTS = (
    (0xB0A1, "a"), (0xB0C5, "b"), (0xB2C1, "c"), (0xB4EE, "d"), (0xB6EA, "e"), (0xB7A2, "f"),
    (0xB8C1, "g"), (0xB9FE, "h"), (0xBBF7, "j"), (0xBFA6, "k"), (0xC0AC, "l"), (0xC2E8, "m"),
    (0xC4C3, "n"), (0xC5B6, "o"), (0xC5BE, "p"), (0xC6DA, "q"), (0xC8BB, "r"), (0xC8F6, "s"),
    (0xCBFA, "t"), (0xCDDA, "w"), (0xCEF4, "x"), (0xD1B9, "y"), (0xD4D1, "z"),
)  # fmt: skip
LAST = 0xD7F9
# Surnames read otherwise, and given-name characters outside the common ones.
OTHERS = {
    **dict.fromkeys("曾翟查", "z"), **dict.fromkeys("单", "s"), **dict.fromkeys("解", "x"),
    **dict.fromkeys("仇", "q"), **dict.fromkeys("冼", "x"), **dict.fromkeys("鑫馨炘忻昕熹璇萱煊旭煦", "x"),
    **dict.fromkeys("淼", "m"), **dict.fromkeys("垚瑶媛昱煜钰玥烨晔垠", "y"), **dict.fromkeys("喆祯臻", "z"),
    **dict.fromkeys("焱彧瑛莹", "y"), **dict.fromkeys("昊皓晗浩翰灏", "h"), **dict.fromkeys("琳霖麟璐璘", "l"),
    **dict.fromkeys("晟晨宸琛辰", "c"), **dict.fromkeys("珺骏筠", "j"), **dict.fromkeys("旻玟", "m"),
    **dict.fromkeys("闫阎", "y"), **dict.fromkeys("岑", "c"), **dict.fromkeys("邓", "d"),
}  # fmt: skip


def initials(name: str) -> str:
    return "".join(_initial(sign) for sign in name)[:20]


def _initial(sign: str) -> str:
    if sign in OTHERS:
        return OTHERS[sign]
    if sign.isascii():
        return sign.lower() if sign.isalnum() else ""
    try:
        code = int.from_bytes(sign.encode("gb2312"), "big")
    except UnicodeEncodeError:
        return ""
    if not STARTS[0][0] <= code <= LAST:
        return ""
    return next(letter for start, letter in reversed(STARTS) if code >= start)
