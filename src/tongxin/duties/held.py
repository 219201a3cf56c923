"""What the duties hold on a person."""

from tongxin.kernel.held import Holding, Way
from tongxin.kernel.keeping import Keep

ITEMS = Keep("到期 3 年后删", years=3)
HELD = (
    Holding(
        "duties.DutyItem",
        "和我有关的职责",
        ("person_id", "met_by_id", "waived_by_id"),
        {
            "职责": "title",
            "单位": "unit__name",
            "期限": "due_date",
            "完成": "met_held_at",
            "免办理由": "waived_reason",
        },
        source="按采用的制度自动生成",
        readers="本单位和上级有职责查看权的人",
        ends=ITEMS,
        order="-due_date",
    ),
    Holding(
        "duties.DutyMet",
        "我办的事算到了哪条职责",
        ("person_id",),
        {"职责": "item__title", "什么时候": "happened_at"},
        source="记录完成时自动算",
        readers="本单位和上级有职责查看权的人",
        ends=ITEMS,
    ),
)
ABOUT = (Way("subject_id", "duties.DutyItem", only={"subject_type": "duty"}),)
