"""Pictures that look alike are shown to whoever looks after them; a person says what they are."""

from datetime import datetime, timedelta

import pytest
from django.test import Client

from tests.clock import NOW, moment
from tests.factories import adopt, appoint, make_person
from tests.files.pictures import CHANGES, jpeg, photo
from tests.world import Mine, make_mine
from tongxin.access.queries import actor_of
from tongxin.cases.commands import Opening, open_case
from tongxin.cases.models import Case
from tongxin.facts.models import Fact
from tongxin.files.commands import Said, copy_file, judge_picture, store_file
from tongxin.files.models import Judgement, Likeness, Picture, Print, StoredFile
from tongxin.files.queries import ToLook, look_at, to_look_at
from tongxin.kernel.actor import NOBODY, Actor
from tongxin.kernel.errors import Invalid, NotAllowed, NotFound, Refused
from tongxin.orgs.models import Person, Unit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path) -> None:  # type: ignore[no-untyped-def]
    settings.DATA_DIR = tmp_path


@pytest.fixture
def working(mine: Mine) -> Mine:
    adopt(mine.root, "xzw", "kq-safety")
    return mine


def actor(person: Person) -> Actor:
    return actor_of(person.id, at=NOW)


def hazard(unit: Unit, by: Person, *pictures: bytes, what: str = "三号皮带机尾护栏松了") -> int:
    given = {"what": what, "place": "三号皮带机尾", "category": "machine"}
    files = tuple(("现场.jpg", one) for one in pictures)
    return open_case(Opening("hazard", unit.id, given, files=files), by=actor(by), at=NOW).case_id


def two_alike(mine: Mine) -> tuple[int, int]:
    """One team's picture, and the same again through a messenger at the other team, a month later."""
    first = hazard(mine.team, mine.worker, jpeg(photo(4)))
    again = CHANGES["through a messenger twice"][0](photo(4))
    return first, hazard(mine.other_team, mine.other_leader, jpeg(again))


@pytest.mark.row("BY-4", "DB-10")
def test_a_picture_used_again_elsewhere_is_found_when_it_comes(working: Mine) -> None:
    first, second = two_alike(working)

    (finding,) = look_at("case", second, viewer=actor(working.chief)).findings

    assert (finding.shot.id, finding.other and finding.other.id) == (second, first)
    assert (finding.later, finding.same_bytes, finding.may, finding.open) == (True, False, True, True)
    assert finding.percent >= 90
    (other_way,) = look_at("case", first, viewer=actor(working.chief)).findings
    assert (other_way.other and other_way.other.id, other_way.later) == (second, False)
    assert to_look_at("case", second, viewer=actor(working.chief)).open == 1


def test_different_pictures_are_not_alike_and_those_of_one_thing_may_be(working: Mine) -> None:
    case = hazard(working.team, working.worker, jpeg(photo(4)), jpeg(photo(4), 70))
    hazard(working.other_team, working.other_leader, jpeg(photo(5)))

    assert look_at("case", case, viewer=actor(working.chief)).findings == []
    assert to_look_at("case", case, viewer=actor(working.chief)).all == 0


def test_identical_bytes_are_named_as_such(working: Mine) -> None:
    hazard(working.team, working.worker, jpeg(photo(4)))
    second = hazard(working.other_team, working.other_leader, jpeg(photo(4)))

    (finding,) = look_at("case", second, viewer=actor(working.chief)).findings

    assert (finding.same_bytes, finding.percent) == (True, 100)


def test_another_company_is_never_asked(working: Mine) -> None:
    hazard(working.team, working.worker, jpeg(photo(4)))
    other = make_mine("青山煤业")
    adopt(other.root, "kq-safety")

    case = hazard(other.team, other.worker, jpeg(photo(4)))

    assert not Likeness.objects.exists()
    assert look_at("case", case, viewer=actor(other.chief)).findings == []


def test_who_sees_one_of_two_is_told_that_there_is_another_and_nothing_of_it(working: Mine) -> None:
    _, second = two_alike(working)

    (finding,) = look_at("case", second, viewer=actor(working.other_leader)).findings

    assert (finding.hidden, finding.other, finding.may) == (True, None, False)
    said = Said(finding.shot.file_id, finding.other_id, "same", "看着是同一张")
    with pytest.raises(NotFound, match="没有找到这一对照片"):
        judge_picture("case", second, said, by=actor(working.other_leader), at=NOW)


def test_who_does_not_look_after_a_thing_finds_no_page(working: Mine) -> None:
    first, _ = two_alike(working)

    for person in (working.worker, working.other_leader):
        with pytest.raises(NotFound):
            look_at("case", first, viewer=actor(person))
        assert to_look_at("case", first, viewer=actor(person)).all == 0
    assert to_look_at("case", first, viewer=NOBODY).all == 0
    assert to_look_at("nothing", first, viewer=actor(working.chief)).all == 0


@pytest.mark.row("BY-4", "DB-10")
def test_a_person_decides_with_a_reason_and_nothing_else_changes(working: Mine) -> None:
    first, second = two_alike(working)
    (finding,) = look_at("case", first, viewer=actor(working.chief)).findings
    before = list(Case.objects.order_by("id").values())

    fact = judge_picture(
        "case", first, Said(finding.shot.file_id, finding.other_id, "same", " 裁掉了日期，是旧照片 "),
        by=actor(working.chief), at=NOW,
    )  # fmt: skip

    row = Judgement.objects.get()
    assert (row.verdict, row.reason, row.by_name) == ("same", "裁掉了日期，是旧照片", "胡永胜")
    assert (row.file_id, row.other_id) == (finding.other_id, finding.shot.file_id)
    assert (fact.kind, fact.subject_type, fact.subject_id) == ("picture.judged", "case", first)
    assert list(Case.objects.order_by("id").values()) == before
    assert Fact.objects.latest("id") == fact
    (other_way,) = look_at("case", second, viewer=actor(working.chief)).findings
    assert (other_way.judged, other_way.open) == (row, False)
    assert to_look_at("case", second, viewer=actor(working.chief)) == ToLook(all=1, open=0)


def test_without_a_reason_or_a_choice_nothing_is_kept(working: Mine) -> None:
    first, _ = two_alike(working)
    (finding,) = look_at("case", first, viewer=actor(working.chief)).findings

    for verdict, reason, wrong in (
        ("", "看过了的", "verdict"),
        ("same", "像", "reason"),
        ("fits", "长" * 201, "reason"),
    ):
        said = Said(finding.shot.file_id, finding.other_id, verdict, reason)
        with pytest.raises(Invalid) as refused:
            judge_picture("case", first, said, by=actor(working.chief), at=NOW)
        assert wrong in refused.value.fields
    assert not Judgement.objects.exists()


def test_who_brought_one_of_them_does_not_decide(working: Mine) -> None:
    hazard(working.team, working.worker, jpeg(photo(4)))
    second = hazard(working.other_team, working.chief, jpeg(photo(4)))
    (finding,) = look_at("case", second, viewer=actor(working.chief)).findings

    assert not finding.may
    with pytest.raises(NotAllowed, match="由别人来定"):
        judge_picture(
            "case", second, Said(finding.shot.file_id, finding.other_id, "differs", "不是同一张"),
            by=actor(working.chief), at=NOW,
        )  # fmt: skip


def test_it_is_decided_once(working: Mine) -> None:
    first, _ = two_alike(working)
    (finding,) = look_at("case", first, viewer=actor(working.chief)).findings
    said = Said(finding.shot.file_id, finding.other_id, "differs", "前后两天拍的")
    judge_picture("case", first, said, by=actor(working.chief), at=NOW)

    with pytest.raises(Refused, match="胡永胜已经定了"):
        judge_picture("case", first, said, by=actor(working.chief), at=NOW)


def test_two_who_decide_at_once_find_out(working: Mine) -> None:
    from tests.meanwhile import meanwhile

    first, _ = two_alike(working)
    (finding,) = look_at("case", first, viewer=actor(working.chief)).findings
    said = Said(finding.shot.file_id, finding.other_id, "differs", "前后两天拍的")

    def quicker() -> None:
        Judgement.objects.create(
            file_id=finding.other_id, other_id=finding.shot.file_id, verdict="same", reason="一样的", by_name="周志远",
            decided_at=NOW,
        )  # fmt: skip

    with meanwhile("SAVEPOINT", quicker), pytest.raises(Refused, match="刚刚已有人定了"):
        judge_picture("case", first, said, by=actor(working.chief), at=NOW)

    assert Judgement.objects.get().verdict == "same"


TIME = "%Y:%m:%d %H:%M:%S"


@pytest.mark.parametrize(
    ("taken", "zone", "odd"),
    [
        ("2026:11:20 07:00:00", "", ""),
        ("2026:11:19 23:00:00", "", ""),
        ("2026:11:20 09:30:00", "+10:00", ""),
        ("2026:11:20 07:00:00", "+99:99", ""),
        ("1970:01:01 00:00:00", "", ""),
        ("not a time", "", ""),
        ("", "", ""),
    ],
)
def test_of_what_was_reported_no_time_before_is_odd(working: Mine, taken: str, zone: str, odd: str) -> None:
    case = hazard(working.team, working.worker, jpeg(photo(4), taken=taken, zone=zone))

    assert [one.odd for one in look_at("case", case, viewer=actor(working.chief)).findings] == (
        [odd] if odd else []
    )


def closed(case: int, after: timedelta) -> None:
    Case.objects.filter(id=case).update(opened_at=NOW - timedelta(days=1), ended_at=NOW + after)


@pytest.mark.row("BY-4", "DB-10")
def test_taken_after_it_was_closed_is_odd_and_a_person_says_whether_it_fits(working: Mine) -> None:
    late = NOW + timedelta(hours=2)
    case = hazard(working.team, working.worker, jpeg(photo(4), taken=f"{late:{TIME}}"))
    closed(case, timedelta(hours=1))

    (finding,) = look_at("case", case, viewer=actor(working.chief)).findings
    assert (finding.odd, finding.other_id, finding.taken_at) == ("after", None, late)
    assert to_look_at("case", case, viewer=actor(working.chief)).open == 1
    said = Said(finding.shot.file_id, None, "fits", "手机时间快了两小时")
    judge_picture("case", case, said, by=actor(working.chief), at=NOW)

    assert to_look_at("case", case, viewer=actor(working.chief)).open == 0
    assert Judgement.objects.get().other_id is None


@pytest.mark.row("BY-4", "DB-10")
def test_a_fix_that_was_taken_before_the_report_is_odd(working: Mine) -> None:
    from tongxin.cases.models import Deed, Evidence

    case = hazard(working.team, working.worker)
    early = NOW - timedelta(hours=1)
    stored = store_file("改好.jpg", jpeg(photo(9), taken=f"{early:{TIME}}"), by=actor(working.worker), at=NOW)
    first = Deed.objects.get(case=case)
    fixed = Deed.objects.create(
        case_id=case, number=2, move="fix", title="整改完成", target="fixed", happened_at=NOW, written_at=NOW,
        edition=first.edition,
    )  # fmt: skip
    Evidence.objects.create(deed=fixed, file=stored)

    (finding,) = look_at("case", case, viewer=actor(working.chief)).findings
    assert (finding.odd, finding.shot.said) == ("before", "整改完成")


def test_a_time_of_the_camera_or_of_the_phone_is_kept_where_it_is_one(working: Mine) -> None:
    def kept(number: int, taken: str, zone: str = "") -> datetime | None:
        content = jpeg(photo(number), taken=taken, zone=zone)
        stored = store_file("现场.jpg", content, by=actor(working.worker), at=NOW)
        return Picture.objects.get(file=stored).taken_at

    assert kept(1, "2026:11:20 07:00:00") == moment(11, 20, 7)
    assert kept(2, "2026:11:20 07:00:00", "+07:00") == moment(11, 20, 8)
    assert kept(3, "2026:11:20 07:00:00", "+99:99") == moment(11, 20, 7)
    assert kept(4, "1970:01:01 00:00:00") is None
    assert kept(5, "2026:11:31 07:00:00") is None


def test_what_came_without_a_name_is_compared_with_nothing(working: Mine) -> None:
    hazard(working.team, working.worker, jpeg(photo(4)))
    stored = store_file("现场.jpg", jpeg(photo(4), taken="2026:11:20 06:00:00"), by=NOBODY, at=NOW)

    assert not Likeness.objects.exists()
    assert not Picture.objects.filter(file=stored).exists()
    assert not Print.objects.filter(file=stored).exists()


def test_a_copy_is_found_to_be_the_same_and_one_by_nobody_is_not(working: Mine) -> None:
    stored = store_file("现场.jpg", jpeg(photo(4)), by=actor(working.worker), at=NOW)

    copy = copy_file(stored, by=actor(working.worker), at=NOW)
    nameless = copy_file(stored, by=NOBODY, at=NOW)

    assert Likeness.objects.get().same_bytes
    assert (copy.sha256, nameless.sha256) == (stored.sha256, stored.sha256)
    assert (copy.uploaded_by_id, nameless.uploaded_by_id) == (working.worker.id, None)
    assert not Picture.objects.filter(file=nameless).exists()


def test_what_is_no_picture_has_no_prints(working: Mine) -> None:
    store_file("要点.txt", "班前会要点".encode(), by=actor(working.worker), at=NOW)

    assert not Picture.objects.exists()


def test_an_upload_asks_the_same_however_many_pictures_there_are(working: Mine) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            store_file("现场.jpg", jpeg(photo(4)), by=actor_by, at=NOW)
        return len(found)

    actor_by = actor(working.worker)
    _, second, third = asked(), asked(), asked()
    assert second == third <= 10


def test_the_page_shows_both_and_keeps_what_was_typed(working: Mine, log_in) -> None:  # type: ignore[no-untyped-def]
    first, second = two_alike(working)
    client: Client = log_in(working.chief)

    page = client.get(f"/evidence/cases/{second}").content.decode()
    assert "1 处和别的照片很像，请看一看" in page
    assert f'href="/cases/{first}"' in page
    assert page.count("?show") == 4
    assert "照片有 1 处请看一看" in client.get(f"/cases/{second}").content.decode()

    shot, other = StoredFile.objects.order_by("-id").values_list("id", flat=True)[:2]
    wrong = client.post(
        f"/evidence/cases/{second}", {"file": shot, "other": other, "verdict": "same", "reason": "旧"}
    )
    assert wrong.status_code == 422
    assert "请写上理由" in wrong.content.decode()
    done = client.post(
        f"/evidence/cases/{second}",
        {"file": shot, "other": other, "verdict": "same", "reason": "上个月的旧照片"},
    )
    assert (done.status_code, done["Location"]) == (302, f"/evidence/cases/{second}")
    after = client.get(f"/evidence/cases/{second}").content.decode()
    assert "上个月的旧照片" in after
    assert "照片的 1 处都有人看过了" in client.get(f"/cases/{second}").content.decode()


def test_the_page_names_who_could_look_and_nothing_of_the_other(working: Mine, log_in) -> None:  # type: ignore[no-untyped-def]
    first, second = two_alike(working)

    page = log_in(working.other_leader).get(f"/evidence/cases/{second}").content.decode()
    assert "公司里另有一张，不归您看" in page
    assert "没有哪个人两边都看得到" in page
    director = make_person(working.company, working.root, name="孙国栋")
    appoint(director, "mine_leader", working.root)
    page = log_in(working.other_leader).get(f"/evidence/cases/{second}").content.decode()
    assert "孙国栋两边都能看，可以请他们对一对" in page
    assert f"/cases/{first}" not in page
    assert working.team.name not in page


def test_an_attachment_of_a_record_is_compared_with_pictures_of_cases(working: Mine, log_in) -> None:  # type: ignore[no-untyped-def]
    from tongxin.records.models import Attachment, Record

    hazard(working.team, working.worker, jpeg(photo(4)))
    stored = store_file(
        "合影.jpg", jpeg(photo(4), 60, taken="2026:11:18 09:00:00"), by=actor(working.worker), at=NOW
    )
    record = Record.objects.create(
        company=working.company, unit=working.team, kind="team_meeting", title="班组会", state="closed",
        held_at=NOW, written_at=NOW, created_at=NOW, adoption_id=working_adoption(),
    )  # fmt: skip
    Attachment.objects.create(record=record, file=stored, attached_at=NOW)

    near, odd = look_at("record", record.id, viewer=actor(working.chief)).findings
    assert (near.other and near.other.kind, odd.odd) == ("case", "before")
    page = log_in(working.chief).get(f"/evidence/records/{record.id}").content.decode()
    assert "1 处和别的照片很像，1 张时间对不上，请看一看" in page


def working_adoption() -> int:
    from tongxin.adoption.models import Adoption

    return Adoption.objects.order_by("id").values_list("id", flat=True)[0]


def test_a_case_with_pictures_asks_fifteen_questions_at_most(working: Mine, log_in) -> None:  # type: ignore[no-untyped-def]
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    _, few = two_alike(working)
    many = hazard(working.team, working.worker, *[jpeg(photo(4), quality) for quality in range(50, 90, 10)])
    client = log_in(working.chief)
    asked = []
    for case in (few, many):
        with CaptureQueriesContext(connection) as found:
            client.get(f"/cases/{case}")
        asked.append(len(found))

    assert asked[0] == asked[1] <= 15


def test_a_page_of_many_pairs_asks_no_more_than_one_of_one(working: Mine, log_in) -> None:  # type: ignore[no-untyped-def]
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    _, case = two_alike(working)
    client, asked = log_in(working.chief), []
    for _ in range(2):
        with CaptureQueriesContext(connection) as found:
            client.get(f"/evidence/cases/{case}")
        asked.append(len(found))
        for quality in (60, 70):
            hazard(working.team, working.worker, jpeg(photo(4), quality))

    assert len(look_at("case", case, viewer=actor(working.chief)).findings) == 5
    assert asked[0] == asked[1] <= 15
