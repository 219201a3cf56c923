"""What one viewer may see of duties, shaped for pages."""

from tongxin.duties.queries.board import Board, UnitRow, view_board
from tongxin.duties.queries.calendar import calendar
from tongxin.duties.queries.climbed import Climbed, climbed_to
from tongxin.duties.queries.detail import ItemView, view_item
from tongxin.duties.queries.feed import FeedView, feed_items, person_of_feed, view_feed
from tongxin.duties.queries.lines import ItemLine, standing_of
from tongxin.duties.queries.seen import (
    get_item,
    items_met_by,
    items_seen_by,
    my_done,
    my_items,
)
from tongxin.duties.queries.spans import Span, span_of, spans
from tongxin.duties.queries.units import UnitItems, unit_climbed, unit_items

__all__ = [
    "Board",
    "Climbed",
    "FeedView",
    "ItemLine",
    "ItemView",
    "Span",
    "UnitItems",
    "UnitRow",
    "calendar",
    "climbed_to",
    "feed_items",
    "get_item",
    "items_met_by",
    "items_seen_by",
    "my_done",
    "my_items",
    "person_of_feed",
    "span_of",
    "spans",
    "standing_of",
    "unit_climbed",
    "unit_items",
    "view_board",
    "view_feed",
    "view_item",
]
