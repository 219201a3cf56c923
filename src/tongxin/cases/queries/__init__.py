"""What one viewer may see of cases."""

from tongxin.cases.queries.lists import Asked, CaseLine, CasePage, kinds_in_force, list_cases, waiting_for
from tongxin.cases.queries.seen import cases_seen_by, get_case, people_in
from tongxin.cases.queries.view import CaseView, DeedView, MoveView, view_by_code, view_case

__all__ = [
    "Asked",
    "CaseLine",
    "CasePage",
    "CaseView",
    "DeedView",
    "MoveView",
    "cases_seen_by",
    "get_case",
    "kinds_in_force",
    "list_cases",
    "people_in",
    "view_by_code",
    "view_case",
    "waiting_for",
]
