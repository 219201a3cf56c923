"""After a change of keys all that is sealed moves to the newest, whatever happens on the way."""

import pytest
from cryptography.fernet import Fernet
from pytest_django.fixtures import Settings

from tests.cases.care import make_care
from tests.world import Mine
from tongxin.cases.commands import reseal_texts
from tongxin.cases.commands.resealing import Batch
from tongxin.cases.models import Deed, Reading, Sealed
from tongxin.cases.sealing import seal, under_first_key, unseal

pytestmark = [pytest.mark.django_db, pytest.mark.row("KQ-3")]
OLD, NEW, FOREIGN = (Fernet.generate_key().decode() for _ in range(3))
TEXTS = [f"第 {number} 段" for number in range(7)]


@pytest.fixture
def sealed(mine: Mine, settings: Settings) -> list[int]:
    """Seven texts under the old key, then a new one was put before it."""
    settings.FIELD_KEYS = [OLD]
    case = make_care(mine).open(need="")
    deed = Deed.objects.get(case=case)
    rows = [Sealed(case=case, deed=deed, field=f"t{n}", text=seal(text)) for n, text in enumerate(TEXTS)]
    Sealed.objects.bulk_create(rows)
    settings.FIELD_KEYS = [NEW, OLD]
    return list(Sealed.objects.order_by("id").values_list("id", flat=True))


def kept() -> list[str]:
    return list(Sealed.objects.order_by("id").values_list("text", flat=True))


def test_all_move_in_batches_and_no_old_key_is_needed_after(sealed: list[int], settings: Settings) -> None:
    steps = list(reseal_texts(size=3))

    assert steps == [Batch(3, 7, 3, ()), Batch(6, 7, 6, ()), Batch(7, 7, 7, ())]
    settings.FIELD_KEYS = [NEW]
    assert [unseal(text) for text in kept()] == TEXTS
    assert not Reading.objects.exists()


def test_a_second_run_changes_nothing(sealed: list[int]) -> None:
    list(reseal_texts())
    before = kept()

    assert list(reseal_texts()) == [Batch(7, 7, 0, ())]
    assert kept() == before


def test_killed_between_two_batches_it_is_taken_up_by_the_next_run(sealed: list[int]) -> None:
    run = reseal_texts(size=3)
    next(run)
    with pytest.raises(KeyboardInterrupt):
        run.throw(KeyboardInterrupt)
    assert [under_first_key(text) for text in kept()] == [True] * 3 + [False] * 4

    assert list(reseal_texts(size=3))[-1] == Batch(7, 7, 4, ())
    assert all(under_first_key(text) for text in kept())


def test_what_no_key_opens_is_told_left_alone_and_keeps_nothing_else_waiting(
    sealed: list[int], settings: Settings
) -> None:
    foreign = Fernet(FOREIGN).encrypt(b"x").decode()
    Sealed.objects.filter(id=sealed[4]).update(text=foreign)

    assert list(reseal_texts(size=3)) == [
        Batch(3, 7, 3, ()),
        Batch(6, 7, 5, (sealed[4],)),
        Batch(7, 7, 6, ()),
    ]
    assert kept()[4] == foreign
    settings.FIELD_KEYS = [NEW, OLD, FOREIGN]
    assert list(reseal_texts())[-1] == Batch(7, 7, 1, ())


def test_where_nothing_is_sealed_there_is_nothing_to_do(mine: Mine) -> None:
    assert list(reseal_texts()) == []
