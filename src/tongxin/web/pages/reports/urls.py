"""Addresses: reports."""

from django.urls import path

from tongxin.web.pages.reports import listing, writing

urlpatterns = [
    path("reports", listing.page, name="reports"),
    path("reports/draft", listing.draft, name="report_draft"),
    path("reports/<int:report_id>", writing.page, name="report"),
    path("reports/<int:report_id>/redraft", writing.redraft, name="report_redraft"),
    path("reports/<int:report_id>/file", writing.file, name="report_file"),
    path("reports/<int:report_id>/word", writing.word, name="report_word"),
]
