"""Addresses: administration."""

from django.urls import URLPattern, URLResolver, path

from tongxin.web.pages.administration import accounts, audit, system

urlpatterns: list[URLPattern | URLResolver] = [
    path("system", system.system, name="system"),
    path("accounts", accounts.accounts, name="accounts"),
    path("accounts/<int:person_id>", accounts.account, name="account"),
    path("accounts/<int:person_id>/code", accounts.give_code, name="account_code"),
    path("accounts/<int:person_id>/administrator", accounts.propose, name="account_propose"),
    path("accounts/<int:person_id>/<slug:action>", accounts.act, name="account_act"),
    path("proposals", accounts.proposals, name="proposals"),
    path("proposals/<int:proposal_id>", accounts.answer, name="proposal_answer"),
    path("audit", audit.audit, name="audit"),
    path("audit/export", audit.export, name="audit_export"),
]
