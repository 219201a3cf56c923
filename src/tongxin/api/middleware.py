"""Under the API's address every answer that is not given is a problem, whoever refused it."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from tongxin.api.problems import problem

Next = Callable[[HttpRequest], HttpResponse]
SAID = {
    404: "没有这个地址",
    405: "这个地址不能这样用，允许的方法见 Allow",
    413: "送来的内容太大，没有收",
    500: "服务器出错，已记下。请稍后再试",
    503: "数据库现在不能用，刚才的没有存。请过一分钟再试",
}
KEPT = ("Allow", "Retry-After")


class ProblemMiddleware:
    """What was refused before or beside the API's own handlers comes as a page; this says it again."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        ours = request.path_info.startswith("/api/")
        if not ours or response.status_code not in SAID or _is_problem(response):
            return response
        answer = problem(response.status_code, SAID[response.status_code])
        for name in KEPT:
            if name in response:
                answer[name] = response[name]
        return answer


def _is_problem(response: HttpResponse) -> bool:
    return response.get("Content-Type", "").startswith("application/problem+json")
