"""The packs that a company can adopt: those of the product, and its own."""

from django.conf import settings

from tongxin.adoption.models import PackVersion
from tongxin.kernel.errors import NotFound
from tongxin.regimes.load import library
from tongxin.regimes.schema.pack import Pack


def known_packs(company_id: int | None) -> dict[str, Pack]:
    """The newest version of each, by key."""
    own = PackVersion.objects.filter(company_id=company_id) if company_id else PackVersion.objects.none()
    newest: dict[str, Pack] = {}
    for row in own.order_by("pack"):
        pack = Pack.model_validate(row.spec)
        before = newest.get(row.pack)
        if before is None or order(pack.meta.version) > order(before.meta.version):
            newest[row.pack] = pack
    return {**newest, **library(settings.PACKS_DIR)}


def order(version: str) -> tuple[int, ...]:
    """1.10 comes after 1.9."""
    return tuple(int(part) for part in version.split("."))


def get_pack(
    key: str, version: str = "", *, company_id: int | None, known: dict[str, Pack] | None = None
) -> Pack:
    """A pack of the product, the company's own, or any version that was ever kept for either."""
    newest = (known_packs(company_id) if known is None else known).get(key)
    if newest is not None and version in ("", newest.meta.version):
        return newest
    rows = PackVersion.objects.filter(pack=key, version=version)
    row = rows.filter(company_id=company_id or 0).first() or rows.filter(company__isnull=True).first()
    if row is None:
        raise NotFound("没有找到这个制度")
    return Pack.model_validate(row.spec)


def versions(key: str, *, company_id: int | None) -> list[str]:
    """All versions of a pack that can be compared, the newest first."""
    rows = PackVersion.objects.filter(pack=key)
    kept = set(rows.filter(company_id=company_id or 0).values_list("version", flat=True))
    kept |= set(rows.filter(company__isnull=True).values_list("version", flat=True))
    shipped = library(settings.PACKS_DIR).get(key)
    if shipped is not None:
        kept.add(shipped.meta.version)
    return sorted(kept, key=order, reverse=True)
