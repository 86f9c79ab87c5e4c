"""A one-time link with which somebody chooses a new password and second factor. The first administrator gets in by it."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse

from community.people.models import Person
from community.people.signing_in import new_locks


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("handle")

    def handle(self, *args: Any, **options: Any) -> None:
        person = Person.objects.filter(handle__iexact=options["handle"]).first()
        if person is None:
            raise CommandError("Nobody here has that name.")
        code = new_locks.give_by_hand(person=person)
        hours = new_locks.LASTS.total_seconds() / 3600
        self.stdout.write(f"{settings.SITE_ADDRESS}{reverse('new_lock', args=[code])}")
        self.stdout.write(
            f"Opens once, within {hours:.0f} hours. Until then the password they have stays as it is."
        )
