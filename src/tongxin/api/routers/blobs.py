"""Photos from phones: each piece as often as it takes, then whole. One person's say nothing to another."""

from typing import Annotated, Any

from django.http import UnreadablePostError
from ninja import Header, Path, Router
from ninja.errors import HttpError

from tongxin import clock
from tongxin.api.devices import DeviceAuth, DeviceRequest, declares
from tongxin.api.problems import PROBLEMS, Problem
from tongxin.api.schemas.blobs import DoneOut, ProgressOut, WholeIn
from tongxin.files.commands import take_piece
from tongxin.files.queries import progress
from tongxin.files.rules import LARGEST, PIECE, piece_count
from tongxin.kernel.actor import Actor
from tongxin.kernel.errors import Refused
from tongxin.sync.commands.photos import finish_photo

router = Router(tags=["手机"], auth=DeviceAuth())
ANSWERS = {**PROBLEMS, 409: Problem, 413: Problem}
Digest = Annotated[str, Path(..., pattern="^[0-9a-f]{64}$")]
Number = Annotated[int, Path(..., ge=0, lt=piece_count(LARGEST))]
Size = Annotated[int, Header(..., alias="X-Size", ge=1, le=LARGEST)]


@router.get("/blobs/{sha256}", response={200: ProgressOut, **ANSWERS}, summary="照片传到哪里")
@declares(model="files.Blob", level="C1", methods=("GET",))
def asked(request: DeviceRequest, sha256: Digest) -> Any:
    """Only of what the same person has brought."""
    return progress(sha256, person_id=request.bearer.person_id)


@router.put("/blobs/{sha256}/{int:number}", response={200: ProgressOut, **ANSWERS}, summary="传一块")
@declares(model="files.Blob", level="C1", methods=("PUT",))
def put(request: DeviceRequest, sha256: Digest, number: Number, size: Size) -> Any:
    """Its bytes as they are, at most one MiB; what the photo measures in all in `X-Size`."""
    person = request.bearer
    by = Actor(person_id=person.person_id, name="", company_id=person.company_id)
    take_piece(sha256, number, _body(request), size=size, by=by, at=clock.read())
    return progress(sha256, person_id=person.person_id)


def _body(request: DeviceRequest) -> bytes:
    said = str(request.META.get("CONTENT_LENGTH") or "")
    if said.isdecimal() and int(said) > PIECE:
        raise HttpError(413, "一块最多 1 MB")
    try:
        return request.body
    except UnreadablePostError:
        raise Refused("这一块没有传完整，请再传一次") from None


@router.post("/blobs/{sha256}/done", response={200: DoneOut, **ANSWERS}, summary="传完了")
@declares(model="files.Blob", level="C1", methods=("POST",))
def done(request: DeviceRequest, sha256: Digest, whole: WholeIn) -> Any:
    """Checked, drawn anew without what hides in it, and joined to what it was taken for. Again: the same."""
    finish_photo(sha256, whole.size, by=request.bearer, at=clock.read(), taken=whole.taken)
    return {"done": True}
