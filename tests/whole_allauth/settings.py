"""The building as it would be with all of allauth installed and mounted."""

from cms.settings.test import *  # noqa: F403  settings are names
from cms.settings.test import INSTALLED_APPS, MIDDLEWARE

INSTALLED_APPS += [
    "allauth.socialaccount",
    "allauth.socialaccount.providers.dummy",
    "allauth.headless",
    "allauth.usersessions",
]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
ROOT_URLCONF = "tests.whole_allauth.urls"
MFA_PASSKEY_SIGNUP_ENABLED = True
OURS = {
    "cms.middleware.RouteGuard", "community.people.signing_in.keeper.Keeper",
    "community.people.joining.agreements.AskAgain",
}  # fmt: skip
# Nothing but allauth's adapters between a stranger and an account.
UNGUARDED = [one for one in MIDDLEWARE if one not in OURS]


class NoMigrations(dict[str, None]):
    """The tables as the models are now; a database in memory needs no history."""

    def __contains__(self, app: object) -> bool:
        return True

    def __getitem__(self, app: str) -> None:
        return None


MIGRATION_MODULES = NoMigrations()
