"""Addresses: home."""

from django.urls import URLPattern, URLResolver, path

from tongxin.web.pages.home.today import today

urlpatterns: list[URLPattern | URLResolver] = [path("", today, name="home")]
