"""`manage.py rotate_vault_keys`: encrypt everything the vault holds under the newest key. May be killed and run
again, and runs beside people who use the building. First add the new key and start everything anew: a process
that does not know it cannot read what it encrypted. Exit status 1 when a row cannot be opened, or is left."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from community.people.vault import keyring, rotation


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        outcome = rotation.rotate(lambda rotated: self.stderr.write(f"{rotated} rows"))
        print(f"{outcome.rotated} rows are now under key {keyring.newest()}.")
        for ref in outcome.unreadable:
            print(f"Identity {ref} cannot be opened: it was changed, or its key is missing.")
        if left := rotation.left() - len(outcome.unreadable):
            print(
                f"{left} rows were written under an older key meanwhile: start everything anew, then run this again."
            )
        if left or outcome.unreadable:
            sys.exit(1)
        print("No row needs an older key. Backups made until now still do.")
