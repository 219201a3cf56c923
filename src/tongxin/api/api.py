"""Mounts the routers, nothing else."""

from tongxin.api.auth import TokenAuth
from tongxin.api.problems import ProblemAPI, add_handlers
from tongxin.api.routers import duties, orgs, records

api = ProblemAPI(
    title="同心",
    version="1.0",
    description="按人发的令牌，看到的不多于这个人此刻能看到的。",
    auth=TokenAuth(),
    docs_url=None,
    urls_namespace="api",
)
add_handlers(api)
for router in (orgs.router, duties.router, records.router):
    api.add_router("", router)
