"""The phone's own API: handing in with a device's token, taking along with a log-in."""

from tongxin.api.problems import ProblemAPI, add_handlers
from tongxin.api.routers import blobs, sync

sync_api = ProblemAPI(
    title="同心 · 手机",
    version="1.0",
    description="手机离线办的事从这里交上来。令牌只能交，不能看；带走的要登录后取。",
    docs_url=None,
    openapi_url=None,
    urls_namespace="sync",
)
add_handlers(sync_api)
for router in (sync.router, blobs.router):
    sync_api.add_router("", router)
