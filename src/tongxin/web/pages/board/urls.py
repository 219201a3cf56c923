"""Addresses: board."""

from django.urls import URLPattern, URLResolver, path

from tongxin.web.pages.board import board

urlpatterns: list[URLPattern | URLResolver] = [path("board", board.page, name="board")]
