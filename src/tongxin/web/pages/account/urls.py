"""Addresses: account."""

from django.urls import URLPattern, URLResolver, path

from tongxin.web.pages.account import log_in, log_out, steps

urlpatterns: list[URLPattern | URLResolver] = [
    path("login", log_in.log_in, name="log_in"),
    path("login/password", steps.new_password),
    path("login/code", steps.code),
    path("login/set-up", steps.second_factor_set_up),
    path("login/codes", steps.recovery_codes),
    path("logout", log_out.log_out, name="log_out"),
]
