"""What the file store holds on a person."""

from tongxin.kernel.held import Holding
from tongxin.kernel.keeping import Keep, Until

FILES = Keep("跟着所属的记录走，不再属于任何记录的第二天删", days=1)
PIECES = Keep("没有传完的，7 天后删", days=7)
BROUGHT = Keep("传完以后 30 天，这一条就删；照片跟着所属的记录走", days=30)
WITH_FILE = Until("跟着照片走，照片删了就没有了")

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
    Holding(
        "files.Blob",
        "我用手机传的照片",
        ("person_id",),
        {"大小（字节）": "size", "最近一次传": "touched_at", "传完": "done_at"},
        source="您的手机传的",
        readers="只有您",
        ends=BROUGHT,
    ),
    Holding(
        "files.Picture",
        "我传的照片什么时候拍的",
        ("file__uploaded_by_id",),
        {"文件名": "file__name", "相机记的时间": "taken_at"},
        source="照片里相机写的时间；地点不留",
        readers="看得到那份记录、又管这个单位的人，只在时间对不上时",
        ends=WITH_FILE,
    ),
    Holding(
        "files.Judgement",
        "别人对我传的照片怎么说",
        ("file__uploaded_by_id",),
        {
            "文件名": "file__name",
            "说是": "verdict",
            "理由": "reason",
            "谁说的": "by_name",
            "什么时候": "decided_at",
        },
        source="照片和别处的很像，或者时间对不上，管这件事的人看了以后写的",
        readers="看得到那份记录、又管这个单位的人",
        ends=WITH_FILE,
    ),
    Holding(
        "files.Judgement",
        "我对照片怎么说",
        ("by_id",),
        {"说是": "verdict", "理由": "reason", "什么时候": "decided_at"},
        source="您自己写的",
        readers="看得到那份记录、又管这个单位的人",
        ends=WITH_FILE,
        part="by",
    ),
)
