"""Invented names: common surnames and given names put together; nobody real is meant."""

from random import Random

SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾萧田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严"
GIVEN = (
    "建国", "建军", "志强", "国栋", "海波", "永胜", "立新", "小龙", "文斌", "志勇", "德海", "春生", "大伟", "明辉",
    "俊峰", "晓东", "长江", "金柱", "玉林", "庆丰", "占军", "新民", "红兵", "卫东", "宝山", "学文", "振华", "继红",
    "伟", "强", "磊", "超", "涛", "鹏", "浩", "凯", "杰", "斌", "勇", "军", "辉", "波", "刚", "亮", "飞", "宁",
    "敏", "静", "丽", "娟", "艳", "芳", "雪梅", "秀英", "桂兰", "晓燕", "海燕", "玉珍", "慧", "颖", "婷", "洁",
)  # fmt: skip


def people_names(random: Random, count: int) -> list[str]:
    """`count` names, no two the same."""
    every = [surname + given for surname in SURNAMES for given in GIVEN]
    return random.sample(every, count)
