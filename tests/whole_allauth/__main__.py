"""`python -m tests.whole_allauth` tries to get an account without a key by every way of allauth's, and prints, as JSON,
what each answered, how many accounts there are now, and what was kept of a member who linked a provider."""

import json
import logging
import os
import sys
from collections.abc import Callable
from typing import Any

import django
from django.core.management import call_command

STRANGER = {
    "username": "stranger", "password1": "kettle lantern gravel hymn", "password": "kettle lantern gravel hymn",
    "email": "stranger@home.example", "id": "4711", "email_verified": "on", "first_name": "Millicent",
    "last_name": "Canary-Ashdown", "phone": "+447700900123",
}  # fmt: skip
TOKEN = {
    "provider": "dummy",
    "process": "login",
    "token": {"client_id": "x", "id_token": json.dumps(STRANGER)},
}


def headless(address: str, body: dict[str, Any]) -> Callable[[], Any]:
    def one() -> Any:
        return Client().post(f"/whole/headless/{address}", json.dumps(body), content_type="application/json")

    return one


def by_form(address: str) -> Callable[[], Any]:
    return lambda: Client().post(f"/whole/{address}", STRANGER)


def by_provider(client: Any = None, process: str = "login", after: str = "") -> Any:
    """There and back; `after`: a page of allauth's that is then sent the form of an account."""
    client = client or Client()
    there = client.post(f"/whole/dummy/login/?process={process}")
    if there.status_code != 302:
        return there
    back = client.post(there["Location"], STRANGER)
    return client.post(after, STRANGER) if after else back


WAYS: dict[str, Callable[[], Any]] = {
    "form": by_form("signup/"),
    "passkey": by_form("signup/passkey/"),
    "passkey, second page": by_form("2fa/webauthn/signup/"),
    "provider": by_provider,
    "provider, second page": lambda: by_provider(after="/whole/3rdparty/signup/"),
    "ours": lambda: Client().post("/closed/sign-up/", STRANGER),
    **{f"headless {kind} {way}": headless(f"{kind}/v1/auth/{way}", body)
       for kind in ("browser", "app")
       for way, body in {
           "signup": STRANGER, "webauthn/signup": STRANGER, "provider/signup": STRANGER, "provider/token": TOKEN,
       }.items()},
}  # fmt: skip


def a_member_who_links() -> list[Any]:
    """Every cell of every row of allauth's, after somebody linked a provider and signed in with it."""
    mia = Person.objects.create(handle="mia", rules_agreed="x")
    client = Client()
    client.force_login(mia, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": 9e9}]
    session.save()
    by_provider(client, "connect")
    by_provider()
    rows = [row for model in (SocialAccount, SocialToken, EmailAddress) for row in model.objects.values()]
    return [*rows, *Person.objects.values("email", "first_name", "last_name")]


def all_ways() -> dict[str, int]:
    return {name: way().status_code for name, way in WAYS.items()}


def main() -> None:
    guarded = all_ways()
    with override_settings(MIDDLEWARE=settings.UNGUARDED):
        open_ = all_ways()
        accounts = Person.objects.count()
        kept = a_member_who_links()
    json.dump(
        {"guarded": guarded, "unguarded": open_, "accounts": accounts, "kept": kept}, sys.stdout, default=str
    )


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.whole_allauth.settings"
    django.setup()
    logging.disable(logging.CRITICAL)
    call_command("migrate", verbosity=0, run_syncdb=True)
    from allauth.account.models import EmailAddress
    from allauth.socialaccount.models import SocialAccount, SocialToken
    from django.conf import settings
    from django.test import Client, override_settings

    from community.people.models import Person

    main()
