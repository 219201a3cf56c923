"""Addresses: the terminal of a shift room."""

from django.urls import URLPattern, URLResolver, path

from tongxin.web.pages.terminal import board, enrolling, mine

urlpatterns: list[URLPattern | URLResolver] = [
    path("terminal", board.home, name="terminal"),
    path("terminal/enrol", enrolling.enrol, name="terminal_enrol"),
    path("terminal/pin", board.enter_pin, name="terminal_pin"),
    path("terminal/lock", board.lock, name="terminal_lock"),
    path("terminal/touch", board.touch, name="terminal_touch"),
    path("terminal/mine", mine.mine, name="terminal_mine"),
    path("terminal/sign", mine.sign_own, name="terminal_sign"),
    path("terminal/handover/<int:record_id>", mine.take_shift, name="terminal_handover"),
    path("terminal/report/<slug:kind>", mine.report, name="terminal_report"),
    path("terminals", enrolling.listed, name="terminals"),
    path("terminals/<int:terminal_id>/revoke", enrolling.revoke, name="terminal_revoke"),
]
