"""What the inbox of phones holds on a person."""

from tongxin.kernel.held import Holding, Way
from tongxin.kernel.keeping import Keep

INBOX = Keep("收进来 90 天后清掉原文、时间和是谁交的，只留编号，免得再收一次", days=90)
REJECTED = Keep("没有收的，30 天后清掉", days=30)
UNDECIDED = Keep("一直没人定的，1 年后清掉", years=1)
GRANTS = Keep("到期或停用 1 年后删", years=1)
DEVICES = Keep("再没有人能用它交的第二天删", days=1)
SEERS = "您，和替它把关的人；匿名交的不留是谁"

HELD = (
    Holding(
        "sync.Operation",
        "我从手机离线交的",
        ("person_id",),
        {
            "哪一样": "type",
            "什么时候办的": "happened_at",
            "什么时候收到": "received_at",
            "结果": "outcome",
            "说明": "sentence",
            "原文": "body",
        },
        source="您在手机上办的，有网时交上来；先原样存下，再收",
        readers=SEERS,
        ends=INBOX,
        order="-received_at",
    ),
    Holding(
        "sync.Operation",
        "交给我定的",
        ("reviewer_id", "decided_by_id"),
        {
            "哪一样": "type",
            "期限": "review_by",
            "定的时间": "decided_at",
            "定了什么": "decision",
            "为什么": "reason",
        },
        source="系统收不进来的，交给人定",
        readers=SEERS,
        ends=INBOX,
        order="-received_at",
        part="review",
    ),
    Holding(
        "sync.Twin",
        "同一个编号后到的另一份",
        ("person_id", "reviewer_id", "decided_by_id"),
        {"什么时候收到": "received_at", "期限": "review_by", "定了什么": "decision", "为什么": "reason"},
        source="同一个编号来了两份不一样的，两份都留",
        readers=SEERS,
        ends=INBOX,
    ),
    Holding(
        "sync.Grant",
        "能替我交的手机",
        ("person_id",),
        {"手机": "device__name", "登记": "created_at", "到期": "expires_at", "最近使用": "used_at"},
        source="您登录后登记的，只存摘要；只能交，不能看",
        readers="只有您",
        ends=GRANTS,
    ),
    Holding(
        "sync.Device",
        "我登记的手机",
        ("enrolled_by_id",),
        {"手机": "name", "登记": "enrolled_at", "停用": "revoked_at"},
        source="您登录后登记的",
        readers="只有用它的人",
        ends=DEVICES,
    ),
)
ABOUT = (Way("subject_id", "sync.Grant", ids="device_id", only={"subject_type": "device"}),)
