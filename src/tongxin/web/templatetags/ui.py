"""The few tags that every page uses: icons, status words, days."""

from datetime import date, datetime

from django import template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()

STATUS_ICONS = {
    "ok": "circle-check",
    "due": "clock",
    "warn": "alert-triangle",
    "bad": "alert-octagon",
    "note": "history",
}
WEEKDAYS = "一二三四五六日"


@register.simple_tag
def icon(name: str, extra: str = "") -> SafeString:
    return format_html(
        '<svg class="tx-ico {}" aria-hidden="true"><use href="{}#{}"/></svg>',
        extra,
        static("icons.svg"),
        name,
    )


@register.simple_tag
def status(tone: str, word: str, icon_name: str = "") -> SafeString:
    """A status word: tint, icon and word together. `tone`: ok, due, warn, bad, note."""
    return format_html(
        '<span class="tx-st tx-st-{}">{}{}</span>', tone, icon(icon_name or STATUS_ICONS[tone]), word
    )


@register.filter
def day(value: date | datetime | None) -> str:
    """11月20日 周五."""
    if value is None:
        return ""
    moment = timezone.localtime(value) if isinstance(value, datetime) else value
    return f"{moment.month}月{moment.day}日 周{WEEKDAYS[moment.weekday()]}"


@register.filter
def full_day(value: date | datetime | None) -> str:
    """2026-11-20."""
    if value is None:
        return ""
    moment = timezone.localtime(value) if isinstance(value, datetime) else value
    return f"{moment:%Y-%m-%d}"


@register.filter
def short_day(value: date | datetime | None) -> str:
    """11-20."""
    return full_day(value)[5:]


@register.filter
def clock(value: datetime | None) -> str:
    """07:20."""
    return f"{timezone.localtime(value):%H:%M}" if value else ""
