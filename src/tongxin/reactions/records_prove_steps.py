"""What a closed record decided is what a step of a case may rest on; nobody types it in."""

from tongxin.cases import proofs
from tongxin.records.queries import proof as records

proofs.give(records.proof_of, records.proofs)
