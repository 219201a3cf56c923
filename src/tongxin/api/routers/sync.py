"""Hand in what was done without a network; take along what is needed for it."""

from dataclasses import asdict
from typing import Any

from ninja import Router
from ninja.errors import HttpError

from tongxin import clock
from tongxin.api.devices import DeviceAuth, DeviceRequest, SessionRequest, declares, logged_in
from tongxin.api.problems import PROBLEMS, Problem
from tongxin.api.schemas.sync import BatchIn, BatchOut, MineOut, SnapshotOut
from tongxin.sync.commands import Batch, take_operations
from tongxin.sync.queries import my_operations
from tongxin.sync.queries.snapshot import snapshot_of
from tongxin.sync.rules.reading import MOST_OPERATIONS, stamp_of

router = Router(tags=["手机"])
HANDING_IN = {200: BatchOut, **PROBLEMS, 413: Problem, 503: Problem}


@router.post("/ops", response=HANDING_IN, auth=DeviceAuth(), summary="交上来")
@declares(model="sync.Operation", level="C1", methods=("POST",))
def hand_in(request: DeviceRequest, batch: BatchIn) -> dict[str, Any]:
    """Each is taken by itself: one that is refused keeps none of the others waiting."""
    if len(batch.ops) > MOST_OPERATIONS:
        raise HttpError(413, f"一次最多交 {MOST_OPERATIONS} 条")
    at = clock.read()
    sent = stamp_of({"wall": batch.wall, "mono": batch.mono, "boot": batch.boot})
    taken = take_operations(Batch(batch.ops, sent), by=request.bearer, at=at)
    return {**asdict(taken), "now": at}


@router.get("/snapshot", response={200: SnapshotOut, **PROBLEMS}, auth=logged_in, summary="带走")
@declares(model="records.Record", level="C1", methods=("GET",))
def snapshot(request: SessionRequest) -> Any:
    """Needs a log-in: a device's token reads nothing."""
    return snapshot_of(viewer=request.actor, at=clock.read())


@router.get("/mine", response={200: list[MineOut], **PROBLEMS}, auth=logged_in, summary="我交的")
@declares(model="sync.Operation", level="C1", methods=("GET",))
def mine(request: SessionRequest) -> Any:
    return my_operations(viewer=request.actor)
