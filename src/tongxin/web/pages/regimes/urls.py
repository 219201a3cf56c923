"""Addresses: regimes."""

from django.urls import path

from tongxin.web.pages.regimes import adopting, ending, listing, own, pack, trial

urlpatterns = [
    path("regimes", listing.page, name="regimes"),
    path("regimes/own", own.page, name="regime_own"),
    path("regimes/adoptions/<int:adoption_id>/end", ending.page, name="regime_end"),
    path("regimes/packs/<slug:key>", pack.page, name="regime"),
    path("regimes/packs/<slug:key>/compare", pack.compare, name="regime_compare"),
    path("regimes/packs/<slug:key>/simulate", trial.page, name="regime_simulate"),
    path("regimes/packs/<slug:key>/adopt", adopting.page, name="regime_adopt"),
]
