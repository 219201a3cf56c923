"""Names under which a record keeps something itself: a field of a pack so called would be written over."""

_STEP = "在 steps 里写 {}，不用自己的字段"
_SHIFT = "班前会自己记，换一个名"
_HANDOVER = "交接班自己记，换一个名"

# Name -> what to write instead.
RESERVED = {
    "agenda": _STEP.format("agenda"),
    "minutes": _STEP.format("minutes"),
    "measures": _STEP.format("measures"),
    "ballot": "写 vote: BR-43，票数由选举那一步记",
    **dict.fromkeys(("ruling", "unheld"), "到会够不够由系统算，换一个名"),
    "tasks": _STEP.format("tasks"),
    "fitness": _STEP.format("fitness"),
    "watchers": _STEP.format("risks"),
    **dict.fromkeys(("base", "moves", "more_places", "told", "read"), _SHIFT),
    **dict.fromkeys(("given_at", "to_team", "passed_on", "refused", "refused_items"), _HANDOVER),
}
