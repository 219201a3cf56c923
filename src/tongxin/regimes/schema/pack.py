"""A pack: a folder of specs with an edition and a source."""

from datetime import date

from pydantic import Field

from tongxin.regimes.schema.base import Spec, Title, UnitKind
from tongxin.regimes.schema.case import CaseSpec
from tongxin.regimes.schema.duty import DutySpec
from tongxin.regimes.schema.post import PostSpec
from tongxin.regimes.schema.record import RecordSpec
from tongxin.regimes.schema.report import ReportSpec
from tongxin.regimes.schema.trigger import TriggerSpec


class PackSpec(Spec):
    """`pack.yaml`.

    `supersedes`: the pack of which this is the next edition. Both may have kinds of case of one key: each
    step of a case follows the edition that holds on its day.
    """

    key: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{1,58}$")
    version: str = Field(pattern=r"^\d+\.\d+(\.\d+)?$")
    title: Title
    summary: str
    document: str = ""
    issued: date | None = None
    effective_from: date
    effective_to: date | None = None
    adopted_at: tuple[UnitKind, ...] = Field(min_length=1)
    requires: tuple[str, ...] = ()
    supersedes: str = ""


class Pack(Spec):
    """A pack with everything in it."""

    meta: PackSpec
    posts: tuple[PostSpec, ...] = ()
    duties: tuple[DutySpec, ...] = ()
    records: tuple[RecordSpec, ...] = ()
    reports: tuple[ReportSpec, ...] = ()
    cases: tuple[CaseSpec, ...] = ()
    triggers: tuple[TriggerSpec, ...] = ()

    @property
    def adoptable(self) -> bool:
        """A pack of posts alone holds for everybody."""
        return bool(self.duties or self.records or self.cases or self.triggers)

    def duty(self, key: str) -> DutySpec | None:
        return next((duty for duty in self.duties if duty.key == key), None)

    def record(self, key: str) -> RecordSpec | None:
        return next((record for record in self.records if record.key == key), None)

    def case(self, key: str) -> CaseSpec | None:
        return next((case for case in self.cases if case.key == key), None)
