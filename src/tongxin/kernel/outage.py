"""What a person is told when the database is locked, full or away: nothing was kept, try again."""

# Found in the words of both databases; the first that fits is said: heading, advice.
SENTENCES = (
    (
        ("disk is full", "no space left", "could not extend file"),
        "服务器的磁盘满了，刚才的没有存",
        "已存的都还在，没有只存一半的。请告诉系统管理员清理磁盘，之后再办一次。",
    ),
    (
        ("locked", "lock timeout", "deadlock", "statement timeout"),
        "系统正忙，刚才的没有存",
        "有人正在办一件大的事，比如导入花名册。没有只存一半的。请过一分钟再办一次。",
    ),
    (
        ("",),
        "数据库连不上，刚才的没有存",
        "没有只存一半的。请过几分钟再试；还不行，请告诉系统管理员。",
    ),
)
RETRY_SECONDS = 60


def told(words: str) -> tuple[str, str]:
    """Heading and advice for what a database said when it could not do its work."""
    said = words.lower()
    return next((heading, advice) for marks, heading, advice in SENTENCES if any(m in said for m in marks))
