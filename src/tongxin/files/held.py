"""What the file store holds on a person."""

from tongxin.kernel.held import Holding

HELD = (
    Holding(
        "files.StoredFile",
        "我传的文件",
        ("uploaded_by_id",),
        {"文件名": "name", "大小（字节）": "size", "传上来的时间": "uploaded_at"},
        source="您自己传的",
        readers="看得到那份记录的人",
        ends="跟着所属的记录走",
    ),
)
