"""Everybody who works here may be in the quiet room, and nobody else."""

from typing import Any

from community.people.policies import is_welcome, may
from community.people.roles import Permission


def may_be_here(person: Any) -> bool:
    return is_welcome(person) and getattr(person, "works_here", False)


def may_take_down(person: Any) -> bool:
    return may_be_here(person) and may(person, Permission.MODERATE)
