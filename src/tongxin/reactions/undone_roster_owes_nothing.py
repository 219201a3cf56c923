"""An import that is taken back takes with it what was raised for its units and people, if nobody touched it.

Not on a fact but before it: the rows point to what goes.
"""

from datetime import datetime

from tongxin.duties.commands import withdraw_made
from tongxin.kernel.actor import Actor
from tongxin.orgs.roster.undo import Made, before_undo


@before_undo
def let_go(made: Made, by: Actor, at: datetime) -> None:
    withdraw_made(
        made.company_id, units=made.units, people=made.people, appointments=made.appointments, by=by, at=at
    )
