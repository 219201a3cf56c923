"""What the journal holds on a person."""

from tongxin.kernel.held import Holding, Way
from tongxin.kernel.keeping import Until

HELD = (
    Holding(
        "facts.Fact",
        "我办过的事",
        ("by_id",),
        {"什么时候记下": "recorded_at", "什么时候发生": "happened_at", "什么事": "kind"},
        source="您每办一件事，系统记一笔",
        readers="安全审计员看得到是谁、什么时候、哪类事，看不到内容",
        ends=Until("日志不能改、不能删，一直留着；法律要求至少 6 个月"),
    ),
)
# Each engine names the facts about its own things of a person; the page puts them together.
ABOUT = Holding(
    "facts.Fact",
    "别人办的、和我有关的事",
    (),
    {
        "什么时候记下": "recorded_at",
        "什么时候发生": "happened_at",
        "谁办的": "by_name",
        "什么事": "kind",
    },
    source="别人办了和您有关的事，系统记一笔",
    readers="安全审计员看得到是谁、什么时候、哪类事，看不到内容",
    ends=Until("日志不能改、不能删，一直留着；法律要求至少 6 个月"),
    ways=(Way("subject_id", "orgs.Person", "id", only={"subject_type": "person"}),),
    but_by="by_id",
    part="about",
)
