"""What a browser sees when an address is unknown, a form is stale, or the server failed."""

import sys
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from tongxin.web.failures import session_not_kept, unavailable


def _page(request: HttpRequest, status: int, title: str, advice: str) -> HttpResponse:
    return render(request, "errors/error.html", {"heading": title, "advice": advice}, status=status)


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """Also where the session could not be kept since the disk is full: that is said instead."""
    if page := session_not_kept(exception):
        return page
    return _page(request, 400, "没看懂这个请求", "地址或表单不完整。请回到上一页再试。")


def forbidden(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return _page(request, 403, "没有办成", "这一步不能这样做。请回到上一页再试。")


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return _page(request, 404, "没有找到这一页", "地址写错了，或者它已经不在了。")


def wrong_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    advice = "表单放得太久，或者您在别处重新登录过。请回到上一页，刷新后再办一次；填过的字先复制下来。"
    return _page(request, 403, "这张表单过期了，还没有存", advice)


def server_error(request: HttpRequest) -> HttpResponse:
    """Renders without the request: whatever failed may fail again."""
    if page := unavailable(sys.exc_info()[1]):
        return page
    context = {
        "heading": "系统出错了，刚才的没有存",
        "advice": "请过一会儿再试一次。还不行，请告诉系统管理员大概时间和在哪一页。",
    }
    return HttpResponse(render_to_string("errors/error.html", context), status=500)
