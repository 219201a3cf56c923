"""When this fact, then that command. Each module of this package holds one reaction."""

from collections.abc import Callable
from importlib import import_module
from pkgutil import iter_modules

from tongxin import reactions
from tongxin.facts import commands as facts


def reaction(*kinds: str) -> Callable[[facts.Answer], facts.Answer]:
    """Subscribe a function to facts; its module and name are its name in the journal."""

    def subscribe(answer: facts.Answer) -> facts.Answer:
        name = answer.__module__.rsplit(".", 1)[-1]
        for kind in kinds:
            facts.subscribe(kind, name, answer)
        return answer

    return subscribe


def subscribe_all() -> None:
    for module in iter_modules(reactions.__path__):
        if module.name not in ("apps", "registry"):
            import_module(f"tongxin.reactions.{module.name}")
