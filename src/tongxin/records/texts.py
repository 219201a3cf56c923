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
