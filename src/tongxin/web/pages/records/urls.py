"""Addresses: records."""

from django.urls import URLPattern, URLResolver, path

from tongxin.web.pages.records.correcting import correct
from tongxin.web.pages.records.files import attach, detach, download
from tongxin.web.pages.records.index import index
from tongxin.web.pages.records.opening import choose, drop, open_record, renew_roll
from tongxin.web.pages.records.ruling import page as ruling
from tongxin.web.pages.records.showing import compare, show, sign
from tongxin.web.pages.records.writing import write

urlpatterns: list[URLPattern | URLResolver] = [
    path("records", index, name="records"),
    path("records/new", choose, name="record_new"),
    path("records/ruling", ruling, name="record_ruling"),
    path("records/open", open_record, name="record_open"),
    path("records/<int:record_id>", show, name="record"),
    path("records/<int:record_id>/write", write, name="record_write"),
    path("records/<int:record_id>/correct", correct, name="record_correct"),
    path("records/<int:record_id>/drop", drop, name="record_drop"),
    path("records/<int:record_id>/roll", renew_roll, name="record_roll"),
    path("records/<int:record_id>/sign", sign, name="record_sign"),
    path("records/<int:record_id>/compare/<int:old>/<int:new>", compare, name="record_compare"),
    path("records/<int:record_id>/files", attach, name="record_attach"),
    path("records/<int:record_id>/files/<int:attachment_id>", download, name="record_file"),
    path("records/<int:record_id>/files/<int:attachment_id>/remove", detach, name="record_detach"),
]
