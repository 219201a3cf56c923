"""Addresses: orgs."""

from django.urls import URLPattern, URLResolver, path, register_converter

from tongxin.web.pages.orgs import looking, people, posts, unit, units, words


class LineConverter:
    """One of the three lines."""

    regex = "party|administration|union"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(LineConverter, "line")

urlpatterns: list[URLPattern | URLResolver] = [
    path("orgs", looking.teams, name="orgs"),
    path("orgs/tree", looking.tree, name="org_tree"),
    path("orgs/tree/<int:unit_id>", looking.branch, name="org_branch"),
    path("orgs/reminders", looking.reminders, name="org_reminders"),
    path("orgs/sizes", looking.sizes, name="org_sizes"),
    path("orgs/words", words.page, name="org_words"),
    path("orgs/units/<int:unit_id>", unit.page, name="org_unit"),
    path("orgs/units/<int:unit_id>/history", unit.history, name="org_history"),
    path("orgs/units/<int:unit_id>/open", units.open_under, name="org_open"),
    path("orgs/units/<int:unit_id>/rename", units.rename, name="org_rename"),
    path("orgs/units/<int:unit_id>/move", units.move, name="org_move"),
    path("orgs/units/<int:unit_id>/end", units.end, name="org_end"),
    path("orgs/units/<int:unit_id>/election", units.election, name="org_election"),
    path("orgs/units/<int:unit_id>/link", units.link, name="org_link"),
    path("orgs/units/<int:unit_id>/join", people.join, name="org_join"),
    path("orgs/units/<int:unit_id>/appoint", posts.appoint, name="org_appoint"),
    path("orgs/links/<int:link_id>/end", units.unlink, name="org_unlink"),
    path("orgs/people", people.find, name="org_people"),
    path("orgs/people/<int:person_id>", people.page, name="org_person"),
    path("orgs/people/<int:person_id>/place/<line:line>", people.place, name="org_place"),
    path("orgs/people/<int:person_id>/standing", people.standing, name="org_standing"),
    path("orgs/people/<int:person_id>/change", people.change, name="org_change"),
    path("orgs/people/<int:person_id>/left", people.left, name="org_left"),
    path("orgs/people/<int:person_id>/returned", people.returned, name="org_returned"),
    path("orgs/appointments/<int:appointment_id>/end", posts.end, name="org_post_end"),
    path("orgs/appointments/<int:appointment_id>/restore", posts.restore, name="org_post_restore"),
    path("orgs/appointments/<int:appointment_id>/substitute", posts.substitute, name="org_substitute"),
]
