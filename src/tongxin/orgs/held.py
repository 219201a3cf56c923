"""What the organisation's tables hold on a person."""

from tongxin.kernel.held import Holding, Way
from tongxin.kernel.keeping import Keep

NAMES = Keep("离职 2 年后抹掉：只留“已离职人员”四个字，让台账的人数对得上", years=2)
PLACES = Keep("离职 2 年后删", years=2)
LEAVES = Keep("假期过了一年就删", years=1)
IMPORTS = Keep("一年后删；没写入的，文件第二天删；撤销用的底稿留 90 天", years=1)
UNDO = Keep("撤销用的底稿留 90 天", days=90)
TEAM = "本单位的班组长、支部和上级有人员查看权的人"
HELD = (
    Holding(
        "orgs.Person",
        "姓名、工号、岗位、电话",
        ("id",),
        {
            "姓名": "name",
            "工号": "employee_no",
            "姓名拼音": "pinyin",
            "岗位": "trade",
            "电话": "phone",
            "来的日子": "hired_date",
            "离开的日子": "left_date",
        },
        source="来自花名册",
        readers=TEAM,
        ends=NAMES,
    ),
    Holding(
        "orgs.Membership",
        "在哪个单位",
        ("person_id",),
        {"单位": "unit__name", "哪条线": "line", "从": "starts_date", "到": "ends_date"},
        source="来自花名册和调动",
        readers=TEAM,
        ends=PLACES,
        order="-starts_date",
    ),
    Holding(
        "orgs.PartyStanding",
        "党员身份",
        ("person_id",),
        {
            "身份": "standing",
            "权利中止": "rights_suspended",
            "从": "starts_date",
            "起始日期有依据": "starts_known",
            "到": "ends_date",
        },
        source="来自支部",
        readers="您所在支部和上级党组织",
        ends=PLACES,
        order="-starts_date",
    ),
    Holding(
        "orgs.Appointment",
        "任过的职务",
        ("person_id",),
        {
            "职务": "post",
            "单位": "unit__name",
            "从": "starts_date",
            "到": "ends_date",
            "依据": "basis",
        },
        source="来自任职文件",
        readers="全公司有组织查看权的人",
        ends=PLACES,
        order="-starts_date",
    ),
    Holding(
        "orgs.Leave",
        "请假",
        ("person_id",),
        {"哪一类": "kind", "从": "starts_date", "到": "ends_date"},
        source="班组登记，不记原因",
        readers="本班组管排班的人",
        ends=LEAVES,
        order="-starts_date",
    ),
    Holding(
        "orgs.RosterImport",
        "我导入的花名册",
        ("by_id",),
        {"文件": "filename", "行数": "rows", "开始": "started_at", "结束": "ended_at"},
        source="您导入时记下",
        readers="能导入花名册的人",
        ends=IMPORTS,
    ),
)
ABOUT = (Way("subject_id", "orgs.Appointment", only={"subject_type": "appointment"}),)
