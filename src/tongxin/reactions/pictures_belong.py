"""Pictures belong to records and cases: whether two are alike is asked across both."""

from tongxin.cases.queries import shots as cases
from tongxin.files import places
from tongxin.records.queries import shots as records

places.give("record", records.shots)
places.give("case", cases.shots)
