"""What the file store holds on a person."""

from tongxin.kernel.held import Holding
from tongxin.kernel.keeping import Keep

FILES = Keep("跟着所属的记录走，不再属于任何记录的第二天删", days=1)

HELD = (
    Holding(
        "files.StoredFile",
        "我传的文件",
        ("uploaded_by_id",),
        {"文件名": "name", "大小（字节）": "size", "传上来的时间": "uploaded_at"},
        source="您自己传的",
        readers="看得到那份记录的人",
        ends=FILES,
    ),
)
