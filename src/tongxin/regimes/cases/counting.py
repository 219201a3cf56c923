"""How long it took from step to step: one of the 'five earliest' of one case."""

from collections.abc import Mapping
from datetime import datetime

from tongxin.regimes.cases.story import Story
from tongxin.regimes.schema.counting import Measure


def hours(measure: Measure, made: Mapping[str, datetime]) -> float | None:
    """From the first `after` to the earliest of `until`; nothing where either was not made. `made`: when first."""
    start = made.get(measure.after)
    ends = [made[key] for key in measure.until if key in made]
    return max(0.0, (min(ends) - start).total_seconds() / 3600) if start and ends else None


def took(story: Story) -> dict[str, float | None]:
    """What the case tells of each that its kind measures."""
    made = {}
    for measure in story.spec.measures:
        for key in (measure.after, *measure.until):
            if moment := story.moment(key, first=True):
                made[key] = moment
    return {one.earliest: hours(one, made) for one in story.spec.measures}
