"""Addresses: me."""

from django.urls import URLPattern, URLResolver, path

from tongxin.web.pages.me import account, correction, held, pin

urlpatterns: list[URLPattern | URLResolver] = [
    path("me", held.mine, name="mine"),
    path("me/held/<str:model>", held.one_holding, name="my_holding"),
    path("me/held/<str:model>/wrong", correction.ask, name="my_correction"),
    path("me/download.json", held.download_json, name="my_json"),
    path("me/download.xlsx", held.download_xlsx, name="my_xlsx"),
    path("me/account", account.my_account, name="my_account"),
    path("me/password", account.change_password, name="my_password"),
    path("me/pin", pin.my_pin, name="my_pin"),
    path("me/pin/remove", pin.remove, name="my_pin_remove"),
    path("me/sessions/<int:session_id>/end", account.end_session, name="my_session_end"),
    path("me/sessions/end", account.end_other_sessions, name="my_sessions_end"),
    path("me/second-factor", account.set_up_second_factor, name="my_second_factor"),
    path("me/second-factor/off", account.turn_off_second_factor, name="my_second_factor_off"),
    path("me/tokens", account.my_tokens, name="my_tokens"),
    path("me/tokens/<int:token_id>/revoke", account.revoke_token, name="my_token_revoke"),
]
