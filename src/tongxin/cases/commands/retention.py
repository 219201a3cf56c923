"""What the cases no longer keep: sealed texts first, then names, then the case whole; readings three years."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from tongxin.adoption.queries.cases import pinned_case
from tongxin.cases import held
from tongxin.cases.models import Case, Deed, Evidence, Named, Part, Sealed
from tongxin.facts import retention
from tongxin.facts.retention import Rule
from tongxin.kernel.actor import Actor
from tongxin.regimes.schema.case import CLIMBED, CaseSpec


def _drop_names(ids: Sequence[int]) -> Mapping[str, int]:
    """Of each case the people of the roles that its kind says; then its date is met and gone."""
    parts = Part.objects.filter(id__in=ids)
    cases = list(Case.objects.filter(id__in=parts.values("case")))
    dropped = sum(_drop_names_of(case) for case in cases)
    for case in cases:
        Case.objects.filter(id=case.id).update(forget_names_date=None)
    return {"cases.Part": dropped} if dropped else {}


def _drop_names_of(case: Case) -> int:
    spec = pinned_case(case.kind, adoption_id=case.adoption_id)
    people = _people_of(case, spec)
    _forget(case, people)
    titled = spec.fields.get(spec.titled_by)
    of_people = titled is not None and titled.type == "people" and titled.fills in spec.keep.names
    if of_people or spec.about_opener:
        Case.objects.filter(id=case.id).update(title=spec.title)
    return Part.objects.filter(case=case, person__in=people).delete()[0]


def _people_of(case: Case, spec: CaseSpec) -> set[int]:
    """Whoever is in one of these roles, or ever was: another may have taken their place."""
    roles = {*spec.keep.names, CLIMBED}
    now = Part.objects.filter(case=case, role__in=roles).values_list("person", flat=True)
    fields = [key for key, one in spec.fields.items() if one.fills in roles]
    before = Named.objects.filter(deed__case=case, field__in=fields).values_list("person", flat=True)
    moves = [move.key for move in spec.moves if roles.intersection((move.joins, *move.leaves))]
    came = Deed.objects.filter(case=case, move__in=moves, by__isnull=False).values_list("by", flat=True)
    return {*now, *before, *came}


def _forget(case: Case, people: Collection[int]) -> None:
    """The steps stay; that these people made them, or were named in them, does not."""
    Named.objects.filter(deed__case=case, person__in=people).delete()
    Sealed.objects.filter(case=case, author__in=people).update(author=None)
    Deed.objects.filter(case=case, by__in=people).update(by=None, late_reason="")
    Case.objects.filter(id=case.id, opened_by__in=people).update(opened_by=None)


def _end_cases(ids: Sequence[int]) -> Mapping[str, int]:
    """The case goes before its steps: their trigger lets go only of those whose case is gone."""
    Case.objects.filter(recurs__in=ids).update(recurs=None)
    Case.objects.filter(origin__in=ids).update(origin=None)
    for beside in (Evidence.objects, Named.objects):
        beside.filter(deed__case__in=ids).delete()
    for inside in (Sealed.objects, Part.objects):
        inside.filter(case__in=ids).delete()
    cases, deeds = Case.objects.filter(id__in=ids), Deed.objects.filter(case__in=ids)
    return {"cases.Case": cases._raw_delete(cases.db), "cases.Deed": deeds._raw_delete(deeds.db)}


RULES = (
    Rule("cases.Sealed", held.TEXTS, since="case__forget_text_date"),
    Rule("cases.Part", held.NAMES, since="case__forget_names_date", end=_drop_names),
    Rule("cases.Case", held.CASES, since="keep_until", end=_end_cases),
    Rule("cases.Reading", held.READINGS, since="keep_until"),
)


def apply_retention(*, by: Actor, at: datetime) -> int:
    return retention.apply(RULES, by=by, at=at)
