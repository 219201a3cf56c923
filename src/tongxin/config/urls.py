"""All addresses."""

from django.urls import include, path

from tongxin.api.api import api
from tongxin.api.sync import sync_api

urlpatterns = [
    path("api/v1/", api.urls),
    path("api/sync/", sync_api.urls),
    path("", include("tongxin.web.urls")),
]

handler400 = "tongxin.web.pages.errors.bad_request"
handler403 = "tongxin.web.pages.errors.forbidden"
handler404 = "tongxin.web.pages.errors.not_found"
handler500 = "tongxin.web.pages.errors.server_error"
