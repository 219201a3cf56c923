"""What the cases hold on a person. Of sealed texts it says that they are there, never what is in them."""

from django.conf import settings

from tongxin.kernel.held import Holding, Way
from tongxin.kernel.keeping import Keep, Until
from tongxin.regimes.load import library
from tongxin.regimes.schema.case import OPENER, OWNER, SUBJECT

CASES = Keep("办完以后，按这件事的保存年限整件删；没办完的一直留着")
NAMES = Keep("办完以后，按这件事的规定先把名字去掉，事情留到整件删")
TEXTS = Keep("办完以后，按这件事的规定删（帮扶的 12 个月），删了谁也看不到")
READINGS = Keep("打开 3 年后删")
READING_YEARS = 3
WITH_IT = Until("跟着这件事走，整件删它就删")
SEERS = "有份办这件事的人，和本单位、上级看得到这类事的岗位；帮扶的事、直接找党委的事只有写进去的人"
READERS = "只有写的人、本人，和写进这件事来帮、来办的人；管理员看不到，别人不管什么职务也看不到"
WORDS = {OPENER: "提出人", OWNER: "负责人", SUBJECT: "本人", "author": "写的人", "climbed": "上报给的人"}
ABOUT_ME = {"text": True, "role__in": (SUBJECT, OPENER)}  # an opener reads texts only of what is their own


def role_words(role: str, person_id: int) -> str:
    """A role as the kinds of the product call it."""
    kinds = (case for pack in library(settings.PACKS_DIR).values() for case in pack.cases)
    titles = (case.roles[role].title for case in kinds if role in case.roles)
    return WORDS.get(role) or next(titles, role)


HELD = (
    Holding(
        "cases.Case",
        "我提的事",
        ("opened_by_id",),
        {
            "事": "title",
            "单位": "unit__name",
            "提的时间": "opened_at",
            "办完": "ended_at",
            "整件删": "keep_until",
        },
        source="您提的时候记下；匿名提的不记是谁",
        readers=SEERS,
        ends=CASES,
    ),
    Holding(
        "cases.Part",
        "有我一份的事",
        ("person_id",),
        {
            "事": "case__title",
            "单位": "case__unit__name",
            "开始": "case__opened_at",
            "办完": "case__ended_at",
            "删文字": "case__forget_text_date",
            "去名字": "case__forget_names_date",
            "整件删": "case__keep_until",
        },
        source="提的人、办的人把您写进这件事",
        readers=SEERS,
        ends=NAMES,
        excerpts={"我是": ("role", role_words)},
    ),
    Holding(
        "cases.Deed",
        "我办的步骤",
        ("by_id",),
        {
            "事": "case__title",
            "哪一步": "title",
            "办的时间": "happened_at",
            "写的时间": "written_at",
            "晚的原因": "late_reason",
        },
        source="您每办一步记一笔",
        readers=SEERS,
        ends=WITH_IT,
    ),
    Holding(
        "cases.Named",
        "哪一步写了我",
        ("person_id",),
        {"事": "deed__case__title", "哪一步": "deed__title", "时间": "deed__happened_at"},
        source="办这一步的人选了您",
        readers=SEERS,
        ends=WITH_IT,
    ),
    Holding(
        "cases.Sealed",
        "我写的封存文字",
        ("author_id",),
        {"事": "case__title", "哪一步": "deed__title", "写的时间": "deed__written_at"},
        source="您写的，加密存放。在这件事里点“去看封存的文字”看",
        readers=READERS,
        ends=TEXTS,
    ),
    Holding(
        "cases.Sealed",
        "写我的封存文字",
        (),
        {"事": "case__title", "哪一步": "deed__title", "写的时间": "deed__written_at"},
        source="帮您、给您办事的人写的，加密存放。在这件事里点“去看封存的文字”看；帮扶档案还可以补充、要求更正、提异议",
        readers=READERS,
        ends=TEXTS,
        ways=(Way("case_id", "cases.Part", ids="case_id", through=ABOUT_ME),),
        part="about",
    ),
    Holding(
        "cases.Reading",
        "我打开过的封存文字",
        ("reader_id",),
        {"什么时候": "read_at", "几段": "texts"},
        source="每打开一次记一笔，记不下就打不开",
        readers="文字写的是谁，谁看得到这一笔",
        ends=READINGS,
        excerpts={"我是": ("as_role", role_words)},
    ),
    Holding(
        "cases.Reading",
        "谁打开过写我的文字",
        (),
        {"谁": "reader__name", "什么时候": "read_at", "几段": "texts"},
        source="每打开一次记一笔，记不下就打不开",
        readers="您和打开的人",
        ends=READINGS,
        ways=(Way("case_id", "cases.Part", ids="case_id", through=ABOUT_ME),),
        excerpts={"他是": ("as_role", role_words)},
        part="about",
    ),
)
ABOUT = (Way("subject_id", "cases.Part", ids="case_id", only={"subject_type": "case"}),)
