"""Words that the record pages use more than once."""

# Reasons that are set without anybody choosing them; a kind's own list comes on top of these.
ABSENCES = {"leave": "请假", "training": "培训", "missing": "没说明"}
TASK_KINDS = {"decision": "决定", "measure": "措施", "open_point": "没了结的", "focus": "重点"}
