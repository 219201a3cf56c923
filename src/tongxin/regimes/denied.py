"""What nobody may keep of a person: opinions, moods, loyalty, beliefs, scores and labels that stick.

The names are refused wherever they stand for something kept: in kinds of case, and in columns.
"""

# Parts of a key, between its underlines; a plural counts too.
PARTS = frozenset(
    {
        "opinion", "mood", "emotion", "sentiment", "feeling", "attitude", "thought", "thinking", "mindset",
        "morale", "loyalty", "loyal", "disloyal", "belief", "believer", "religion", "religious", "faith",
        "ideology", "ideological", "backward", "laggard", "unstable", "stability", "suspect", "suspicious",
        "troublemaker", "untrustworthy", "score", "scoring", "rank", "ranking", "ethnicity", "ethnic",
        "biorhythm", "personality", "temperament",
    }
)  # fmt: skip
WORDS = (
    "思想得分", "思想评分", "思想打分", "思想动态", "思想稳定", "稳定得分", "稳定评分", "排名", "名次", "后进",
    "落后分子", "不放心", "重点人", "问题人", "风险人", "情绪", "心情", "忠诚", "忠心", "信仰", "信教", "宗教",
    "舆情", "态度", "民族", "性格", "人格",
)  # fmt: skip


def denied_key(key: str) -> str:
    """The part of a key that may not be; empty where it is a good one."""
    return next((part for part in key.split("_") if part in PARTS or part.removesuffix("s") in PARTS), "")


def denied_title(title: str) -> str:
    return next((word for word in WORDS if word in title), "")
