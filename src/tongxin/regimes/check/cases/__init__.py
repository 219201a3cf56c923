"""Kinds of case."""

from tongxin.regimes.check.surroundings import Check

CHECKS: tuple[Check, ...] = ()
