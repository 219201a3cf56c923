"""Addresses: photos that are like others, or of an odd time."""

from django.urls import URLPattern, URLResolver, path

from tongxin.web.pages.evidence.looking import of_case, of_record

urlpatterns: list[URLPattern | URLResolver] = [
    path("evidence/records/<int:record_id>", of_record, name="record_evidence"),
    path("evidence/cases/<int:case_id>", of_case, name="case_evidence"),
]
