"""`manage.py replay_erasures`: after a backup was put back, erase again whoever the ledger names. Run it before the
doors open. Changes nothing where nobody came back; may be run again. Exit status 1 while somebody is left."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from community.people.models import Person
from community.people.yours import ledger
from community.people.yours.leaving import erase_again


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        asked = ledger.digests()
        back = Person.objects.filter(departure__erased_at=None).iterator(1_000)
        found = [person for person in back if ledger.digest_of(person) in asked]
        waiting = [gone for person in found if not (gone := erase_again(person=person)).erased_at]
        print(
            f"{len(asked)} in the ledger, {len(found)} had come back, {len(found) - len(waiting)} erased again."
        )
        if waiting:
            print(f"{len(waiting)} wait for an open case; the clock erases them when it is closed.")
            sys.exit(1)
