"""A file of a step, for whoever sees that step."""

from datetime import datetime

from tongxin.cases.models import Evidence
from tongxin.cases.queries.view import view_case
from tongxin.files.queries import Download, download
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import NotFound


def get_evidence(case_id: int, evidence_id: int, *, viewer: Actor, at: datetime) -> Download:
    """Shown with the case, or not there at all."""
    view = view_case(case_id, viewer=viewer, at=at)
    if evidence_id not in {one.id for deed in view.deeds for one in deed.files}:
        raise NotFound("没有找到这个附件")
    found = Evidence.objects.select_related("file").get(id=evidence_id)
    return download(found.file)
