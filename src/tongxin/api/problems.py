"""Refusals and errors as application/problem+json (RFC 9457)."""

import logging
from typing import Any

from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError

from tongxin.kernel.errors import Invalid, Refused
from tongxin.kernel.outage import RETRY_SECONDS, told

logger = logging.getLogger(__name__)


class Problem(Schema):
    """`detail` is a Chinese sentence for a person; `fields` names what was wrong where."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    fields: dict[str, str] = {}


TITLES = {
    401: "需要令牌",
    403: "没有权限",
    404: "没有找到",
    405: "方法不对",
    409: "现在不能办",
    413: "太大",
    422: "填写有误",
    500: "出错了",
    503: "暂时不能用",
}
PROBLEMS = dict.fromkeys((401, 403, 404, 422), Problem)


def problem(status: int, detail: str, fields: dict[str, str] | None = None) -> HttpResponse:
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": TITLES.get(status, "出错了"),
        "status": status,
        "detail": detail,
        "fields": fields or {},
    }
    response = JsonResponse(
        body,
        status=status,
        content_type="application/problem+json",
        json_dumps_params={"ensure_ascii": False},
    )
    if status == 401:
        response["WWW-Authenticate"] = "Bearer"
    return response


class ProblemAPI(NinjaAPI):
    """Documents every refusal with the type that it really has."""

    def get_openapi_schema(self, **given: Any) -> Any:
        document = super().get_openapi_schema(**given)
        for path in document["paths"].values():
            for operation in path.values():
                for status, answer in operation["responses"].items():
                    if int(status) >= 400:
                        answer["content"] = {
                            "application/problem+json": answer["content"]["application/json"]
                        }
        return document


def add_handlers(api: NinjaAPI) -> None:
    """Every way of failing ends in a problem."""

    @api.exception_handler(Refused)
    def refused(request: HttpRequest, error: Refused) -> HttpResponse:
        return problem(error.status, error.message, error.fields if isinstance(error, Invalid) else None)

    @api.exception_handler(ValidationError)
    def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
        fields = {".".join(map(str, one["loc"])): one["msg"] for one in error.errors}
        return problem(422, "参数有误，详见 fields", fields)

    @api.exception_handler(AuthenticationError)
    def unknown(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
        return problem(401, "请带上有效的令牌：Authorization: Bearer …")

    @api.exception_handler(HttpError)
    def http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
        return problem(error.status_code, str(error))

    @api.exception_handler(Http404)
    def absent(request: HttpRequest, error: Http404) -> HttpResponse:
        return problem(404, "没有找到")

    @api.exception_handler(OperationalError)
    def unavailable(request: HttpRequest, error: OperationalError) -> HttpResponse:
        heading, advice = told(str(error))
        answer = problem(503, f"{heading}。{advice}")
        answer["Retry-After"] = str(RETRY_SECONDS)
        return answer

    @api.exception_handler(Exception)
    def failed(request: HttpRequest, error: Exception) -> HttpResponse:
        logger.exception("the API failed on %s", request.path)
        return problem(500, "服务器出错，已记下。请稍后再试")
