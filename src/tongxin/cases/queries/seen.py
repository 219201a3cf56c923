"""Who sees which case: the only way to their rows.

What one has a part in is seen, whatever becomes of the post. C0 is for the company, C1 for whoever looks
after the unit, C2 for few; C3 for the people named in it, never by rank or tree.
"""

from django.db.models import Exists, OuterRef, Q, QuerySet

from tongxin.cases.codes import hash_of
from tongxin.cases.models import Case, Part
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import NotFound
from tongxin.orgs.queries import within
from tongxin.regimes.schema.case import OPENER, SUBJECT


def arms(viewer: Actor) -> list[Q]:
    """The ways in which a case comes into view; a list asks each by itself, so that each is quick.

    On the shared terminal of a shift room none does: one brings something there, and follows it elsewhere."""
    if viewer.person_id is None or viewer.administrator or viewer.team_id is not None:
        return []
    company = Q(company=viewer.company_id)
    found = [company & Q(id__in=_part_of(viewer.person_id)), company & Q(level="C0")]
    if view := viewer.scope("case_view"):
        found.append(company & Q(level__in=("C0", "C1")) & within(view))
    if confidential := viewer.scope("case_confidential"):
        found.append(company & Q(level="C2") & within(confidential))
    if view and viewer.posts:
        found.append(company & inherited(viewer))
    return found


def inherited(viewer: Actor) -> Q:
    """What came to a post is seen by whoever holds it now, where they look after the unit; of C3 what is arranged,
    where it came into a role that reads no text, or nobody could go on with it.

    That it came is a condition of its own, so that the database begins with the few that did."""
    posts = {post.post for post in viewer.posts}
    came = Part.objects.filter(post__in=posts)
    arranged = came.filter(text=False).exclude(role__in=(OPENER, SUBJECT))
    level = Q(level="C2") | Q(level="C3", id__in=arranged.values("case"))
    return Q(id__in=came.values("case")) & level & within(viewer.scope("case_view"))


def _part_of(person_id: int) -> QuerySet[Part, int]:
    return Part.objects.filter(person=person_id).values_list("case", flat=True)


def cases_seen_by(viewer: Actor) -> QuerySet[Case]:
    ways = arms(viewer)
    if not ways:
        return Case.objects.none()
    seen = ways[0]
    for way in ways[1:]:
        seen |= way
    return Case.objects.filter(seen)


def get_case(case_id: int, *, viewer: Actor) -> Case:
    return _found(cases_seen_by(viewer).filter(id=case_id))


def get_by_code(code: str) -> Case:
    """For an opener without a name: whoever has the code follows the case."""
    hashed = hash_of(code)
    return _found(Case.objects.filter(code_hash=hashed) if hashed else Case.objects.none())


def _found(rows: QuerySet[Case]) -> Case:
    opens = Exists(Case.objects.filter(origin=OuterRef("id")))
    rows = rows.select_related("unit", "company", "opened_by", "recurs", "origin").annotate(opens=opens)
    case = rows.first()
    if case is None:
        raise NotFound("没有找到这件事")
    return case


def people_in(case_id: int, role: str) -> list[int]:
    """For the program: who is in a role of a case."""
    return list(Part.objects.filter(case=case_id, role=role).order_by("id").values_list("person", flat=True))
