"""What the group looks like: enterprises, sections, teams, and what each follows."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Section:
    """`teams` are named in full; each has about `people` workers of the `trades`."""

    name: str
    branch: str
    teams: tuple[str, ...]
    trades: tuple[str, ...]
    people: int
    rotation: str


@dataclass(frozen=True, slots=True)
class Enterprise:
    """`words` are its trade words: the demo shows that each company has its own."""

    name: str
    prefix: str
    packs: tuple[str, ...]
    sections: tuple[Section, ...]


COAL_TRADES = ("采煤机司机", "支架工", "刮板机司机", "端头工", "泵站工", "电钳工", "验收员")
ENTERPRISES = (
    Enterprise(
        "红石煤矿",
        "HS",
        ("party-branch-2018", "xzw", "kq-meetings", "kq-safety", "workers-voice", "honour", "craft", "care-files", "talk-visit", "talk-visit-v6", "dangyuan-2026"),
        (
            Section("综采一区", "综采一区党支部", ("采煤一班", "采煤二班", "采煤三班", "检修班", "运输班", "准备班"), COAL_TRADES, 14, "three_eight"),
            Section("综采二区", "综采二区党支部", ("采煤一班", "采煤二班", "采煤三班", "检修班"), COAL_TRADES, 12, "three_eight"),
            Section("掘进区", "掘进区党支部", ("掘进一班", "掘进二班", "掘进三班", "掘进四班", "喷浆班"), ("掘进机司机", "锚杆支护工", "放顶工", "喷浆工", "瓦检员"), 11, "four_six"),
            Section("机电区", "机电区党支部", ("井下机电班", "地面机电班", "主提升班", "变电班"), ("电钳工", "绞车司机", "变电工", "维修电工"), 10, "four_three"),
            Section("通风区", "通风区党支部", ("瓦检班", "监测班", "防尘班"), ("瓦检员", "监测工", "防尘工", "测风员"), 9, "three_eight"),
        ),
    ),
    Enterprise(
        "清江供电公司",
        "QJ",
        ("party-branch-2018", "sz"),
        (
            Section("城区供电所", "城区供电所党支部", ("运维一班", "运维二班", "抢修班", "营业班", "计量班"), ("配电线路工", "变电运维工", "抄表核算员", "装表接电工"), 9, "day"),
            Section("江北供电所", "江北供电所党支部", ("运维班", "抢修班", "营业班", "带电作业班"), ("配电线路工", "变电运维工", "带电作业工"), 8, "day"),
            Section("变电运检中心", "变电运检中心党支部", ("检修一班", "检修二班", "试验班", "保护班", "值班一班"), ("变电检修工", "高压试验工", "继电保护工"), 8, "four_three"),
        ),
    ),
    Enterprise(
        "金叶卷烟厂",
        "JY",
        ("party-branch-2018", "db"),
        (
            Section("动力车间", "动力车间党支部", ("锅炉班", "制冷班", "空调班", "电工班", "污水班", "维修班"), ("司炉工", "制冷工", "空调工", "电工", "水处理工"), 9, "four_three"),
            Section("卷包车间", "卷包车间党支部", ("甲班", "乙班", "丙班", "丁班", "轮保班"), ("卷烟机操作工", "包装机操作工", "质检员", "设备维修工"), 11, "four_three"),
        ),
    ),
    Enterprise(
        "海港应急救援公司",
        "HG",
        ("party-branch-2018", "db"),
        (
            Section("救援一队", "救援一队党支部", ("消防一班", "消防二班", "潜水班", "医疗班", "通信班"), ("战斗员", "驾驶员", "潜水员", "急救员"), 9, "four_two"),
            Section("救援二队", "救援二队党支部", ("消防一班", "消防二班", "拖轮班", "围油班"), ("战斗员", "驾驶员", "船员", "清污工"), 9, "four_two"),
            Section("保障中心", "保障中心党支部", ("车辆班", "装备班", "调度一班", "调度二班"), ("驾驶员", "装备员", "调度员"), 7, "four_two"),
        ),
    ),
)  # fmt: skip

EARLY, MIDDLE, NIGHT = (
    ("early", "早班", "08:00", "16:00"),
    ("middle", "中班", "16:00", "24:00"),
    ("night", "夜班", "24:00", "08:00"),
)
REST = [""]
ROTATIONS = {
    "three_eight": (
        "三八制",
        [EARLY, MIDDLE, NIGHT],
        ["early"] * 4 + REST + ["middle"] * 4 + REST + ["night"] * 4 + REST * 3,
    ),
    "four_six": (
        "四六制",
        [
            ("two", "早班", "06:00", "12:00"),
            ("three", "中班", "12:00", "18:00"),
            ("four", "夜班", "18:00", "24:00"),
            ("one", "零点班", "24:00", "06:00"),
        ],
        ["two"] * 5 + REST + ["three"] * 5 + REST + ["four"] * 5 + REST + ["one"] * 5 + REST * 2,
    ),
    "four_three": (
        "四班三倒",
        [EARLY, MIDDLE, NIGHT],
        ["early"] * 2 + ["middle"] * 2 + ["night"] * 2 + REST * 2,
    ),
    "four_two": (
        "四班两倒",
        [("day", "白班", "08:00", "20:00"), ("night", "夜班", "20:00", "08:00")],
        ["day", "night", *REST * 2],
    ),
    "day": ("长白班", [("day", "白班", "08:30", "16:30")], ["day"]),
}
PASSWORD = "Tongxin-2026"  # noqa: S105 - shown on the log-in page of the demo
