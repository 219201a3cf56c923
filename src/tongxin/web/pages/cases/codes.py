"""The code of somebody without a name: shown once, with the way back."""

import segno
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tongxin.regimes.schema.case import CaseSpec
from tongxin.web.request import PageRequest


def code_page(request: PageRequest, spec: CaseSpec, code: str) -> HttpResponse:
    """The code stands behind # in the picture's address: no server and no log ever gets it that way."""
    address = request.build_absolute_uri(reverse("case_follow"))
    context = {
        "spec": spec,
        "code": code,
        "address": address,
        "picture": picture(f"{address}#{code}"),
    }
    return render(request, "cases/code.html", context)


def picture(address: str, *, scale: int = 6) -> str:
    """A QR code as a data address: nothing is fetched, nothing kept."""
    return str(segno.make(address, error="m", micro=False).svg_data_uri(scale=scale, border=2))
