"""What must not be true of an installation that people rely on. Run by `manage.py check --deploy`."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.checks import Warning as Advice
from django.db import DatabaseError

from community.people.roles import Role


@register(Tags.security, deploy=True)
def no_demo_second_factors(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """The demo's second factors are public. Outside the demo nobody may sign in with one."""
    try:
        if settings.DEMO or not _demo_secrets_in_the_database():
            return []
    except DatabaseError:
        return [Advice("The database did not answer: whether it holds second factors of the demo is not known.",
                        id="people.W001")]  # fmt: skip
    return [
        Error(
            "The database holds second factors of the demo, whose secret is public.",
            hint="Start from an empty database, or remove the demo's people.",
            id="people.E001",
        )
    ]


@register(Tags.security)
def limits_of_real_roles(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """A role that was misspelt would keep the limits it had."""
    unknown = set(settings.SESSION_LIMITS) - {"staff", "member", *Role.values}
    told = f"SESSION_LIMITS_BY_ROLE names no role of ours: {', '.join(sorted(unknown))}."
    return [Error(told, hint=f"They are: {', '.join(Role.values)}.", id="people.E002")] if unknown else []


def _demo_secrets_in_the_database() -> bool:
    from allauth.mfa.models import Authenticator

    from community.people.signing_in.adapters import DEMO_SECRET

    found = Authenticator.objects.filter(type=Authenticator.Type.TOTP).values_list("data", flat=True)
    return any(data["secret"] == DEMO_SECRET for data in found)
