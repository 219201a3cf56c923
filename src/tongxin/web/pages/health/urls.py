"""Addresses: health."""

from django.urls import URLPattern, URLResolver, path

from tongxin.web.pages.health.healthz import healthz

urlpatterns: list[URLPattern | URLResolver] = [path("healthz", healthz, name="healthz")]
