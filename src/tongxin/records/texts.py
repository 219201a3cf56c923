"""Words that the record pages use more than once."""

# Why somebody was not there: short codes, no story.
ABSENCES = {
    "leave": "请假",
    "on_duty": "当班",
    "training": "培训",
    "lent": "借出",
    "on_the_way": "在路上",
    "missing": "没说明",
}
TASK_KINDS = {"decision": "决定", "measure": "措施", "open_point": "没了结的", "focus": "重点"}


def ruling_words(*, strict: bool, of_entitled: bool) -> str:
    """CF-01 and CF-02 in one line."""
    return f"{'到会要超过半数' if strict else '到会正好半数也算够'}，选举按{'应到' if of_entitled else '实到'}人数过半"
