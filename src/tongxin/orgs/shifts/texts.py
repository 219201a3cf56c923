"""Words for kinds of leave and reasons of cancelling."""

LEAVE_KINDS = {
    "annual": "年休假",
    "sick": "病假",
    "family": "事假、婚丧产假",
    "training": "培训、出差",
    "lent": "借调",
    "other": "其他",
}

SHIFT_DAYS = {
    "start": "算上班那天",
    "end": "算下班那天",
    "mine": "按矿日算",
}

# What people may choose when they cancel; "swap" and "rotation" are written by commands.
REASONS = {
    "stop": "临时停产",
    "repair": "设备检修",
    "holiday": "放假",
    "weather": "天气、灾害",
    "other": "其他安排",
}
ALL_REASONS = {**REASONS, "swap": "换班", "rotation": "改了倒班"}

DAY_KINDS = {
    "workday": "工作日",
    "weekend": "休息日",
    "statutory_holiday": "法定节假日",
    "adjusted_off": "调休放假",
    "lieu_workday": "调休上班",
}


def shift_day_words(rule: str, hour: int) -> str:
    """As a sentence ends: 跨夜的班…"""
    return f"按矿日算，{hour} 点起是新的一天" if rule == "mine" else SHIFT_DAYS[rule]
