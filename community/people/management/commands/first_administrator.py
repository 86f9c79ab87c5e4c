"""Makes the first administrator and prints the sheet that lets them in: a link that opens once."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse

from community.people.keys.codes import in_groups
from community.people.signing_in.new_locks import LASTS
from community.people.staff import first

SHEET = """
{site}: the key of the first administrator

  Name here   {handle}
  Link        {link}
  Code        {code}

It opens once, within {hours:.0f} hours. You choose a password of 15 characters or more, then add a passkey: a phone,
a computer with a fingerprint reader, or a security key. Without a passkey the account opens nothing.
Give this to them in person, and keep no copy.
""".strip()


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("handle", help="the name they sign in with: 3 to 30 letters and dashes")
        parser.add_argument("--trust", required=True, help="the trust's name, where none is there yet")
        parser.add_argument(
            "--service", required=True, help="the name of its first service, or of one that is there"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        handle = options["handle"]
        try:
            code = first.make_administrator(handle=handle, trust=options["trust"], service=options["service"])
        except first.NotNeeded as there:
            raise CommandError(
                f"There is an administrator: {there}. They invite others; `manage.py new_lock {there}` lets them in again."
            ) from None
        except first.NameTaken:
            raise CommandError("Somebody has that name, or one that looks like it.") from None
        except ValidationError as refused:
            raise CommandError(" ".join(refused.messages)) from None
        link = f"{settings.SITE_ADDRESS}{reverse('new_lock', args=[code])}"
        hours = LASTS.total_seconds() / 3600
        self.stdout.write(
            SHEET.format(site=settings.SITE_NAME, handle=handle, link=link, code=in_groups(code), hours=hours)
        )
