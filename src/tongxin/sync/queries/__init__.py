"""What is known of devices, of what they brought, and of where they stand."""

from tongxin.sync.queries.devices import Bearer, DeviceLine, bearer_of, my_devices
from tongxin.sync.queries.epochs import backed_up_through, current_epoch, last_seq
from tongxin.sync.queries.operations import OperationLine, my_operations

__all__ = [
    "Bearer",
    "DeviceLine",
    "OperationLine",
    "backed_up_through",
    "bearer_of",
    "current_epoch",
    "last_seq",
    "my_devices",
    "my_operations",
]
