"""Addresses: cases."""

from django.urls import URLPattern, URLResolver, path

from tongxin.web.pages.cases import (
    calendar,
    figures,
    files,
    follow,
    lists,
    moving,
    opening,
    poster,
    readings,
    showing,
    stars,
    tables,
    texts,
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("cases", lists.index, name="cases"),
    path("cases/new", opening.choose, name="case_new"),
    path("cases/new/<slug:kind>", opening.open_new, name="case_open"),
    path("cases/follow", follow.follow, name="case_follow"),
    path("cases/follow/do/<slug:move>", follow.do, name="case_follow_do"),
    path("cases/follow/texts", follow.texts, name="case_follow_texts"),
    path("cases/poster", poster.sheet, name="case_poster"),
    path("cases/figures", figures.page, name="case_figures"),
    path("cases/figures/behind", figures.behind, name="case_behind"),
    path("cases/tables", tables.page, name="case_tables"),
    path("cases/tables.xlsx", tables.download, name="case_table_xlsx"),
    path("cases/readings", readings.page, name="case_readings"),
    path("cases/<slug:kind>/calendar", calendar.page, name="case_calendar"),
    path("cases/<int:case_id>", showing.show, name="case"),
    path("cases/<int:case_id>/do/<slug:move>", moving.do, name="case_do"),
    path("cases/<int:case_id>/files/<int:evidence_id>", files.download, name="case_file"),
    path("cases/<int:case_id>/texts", texts.texts, name="case_texts"),
    path("stars", stars.wall, name="stars"),
    path("stars/posts", stars.posts, name="star_posts"),
    path("stars/<int:case_id>/thank", stars.thank, name="star_thank"),
    path("p/<str:token>", poster.scanned, name="case_poster_form"),
]
