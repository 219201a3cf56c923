"""Addresses: duties."""

from django.urls import URLPattern, URLResolver, path

from tongxin.web.pages.duties import feed, item, mine, unit

urlpatterns: list[URLPattern | URLResolver] = [
    path("duties", mine.page, name="duties"),
    path("duties/<int:item_id>", item.page, name="duty_item"),
    path("duties/<int:item_id>/waive", item.waive, name="duty_waive"),
    path("duties/<int:item_id>/waive/undo", item.undo_waiver, name="duty_waive_undo"),
    path("duties/unit/<int:unit_id>", unit.page, name="duty_unit"),
    path("duties/feed", feed.page, name="duty_feed"),
    path("feed/<str:secret>.ics", feed.calendar, name="duty_calendar"),
]
