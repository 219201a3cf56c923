"""Tags of the writing page: a value by its key, and the sentence under a field."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from tongxin.web.templatetags.ui import icon

register = template.Library()


@register.filter
def at(values: Mapping[Any, Any], key: Any) -> Any:
    return values.get(key, "")


@register.simple_tag
def fault(wrong: Mapping[str, str], key: str, number: int | str = "") -> SafeString | str:
    """What is wrong with a field, where it is."""
    sentence = wrong.get(f"{key}{number}")
    return format_html('<div class="tx-err">{}{}</div>', icon("alert-octagon"), sentence) if sentence else ""
