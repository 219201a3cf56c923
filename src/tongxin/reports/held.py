"""What the reports hold on a person."""

from tongxin.kernel.held import Holding
from tongxin.kernel.keeping import Until

HELD = (
    Holding(
        "reports.Report",
        "我定稿的报告",
        ("filed_by_id",),
        {"报告": "title", "单位": "unit__name", "定稿": "filed_at", "我写的话": "own_words"},
        source="您定稿时记下",
        readers="本单位和上级有报告查看权的人",
        ends=Until("定稿的报告是档案，由档案部门按保管期限鉴定后处理，系统不自动删"),
    ),
)
