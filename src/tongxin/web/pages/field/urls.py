"""Addresses: the phone without a network."""

from django.urls import URLPattern, URLResolver, path

from tongxin.web.pages.field import enrol, shell

urlpatterns: list[URLPattern | URLResolver] = [
    path("field", shell.shell, name="field"),
    path("field/session", shell.session, name="field_session"),
    path("sw.js", shell.service_worker, name="service_worker"),
    path("manifest.webmanifest", shell.manifest, name="manifest"),
    path("field/enrol", enrol.enrol, name="field_enrol"),
    path("field/review", enrol.review, name="field_review"),
    path("field/review/<uuid:operation_key>", enrol.decide, name="field_decide"),
    path("field/review/other/<int:twin_id>", enrol.decide_other, name="field_decide_other"),
    path("field/devices/<uuid:device_key>/revoke", enrol.revoke, name="field_revoke"),
]
