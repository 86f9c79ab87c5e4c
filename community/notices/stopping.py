"""No more mail: by the link that stands in each mail, without signing in."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from community.notices.models import NoticeSettings, Rhythm, StopLink
from community.people.models import Person

# Of an older mail the link no longer works; the settings always do.
KEPT = timedelta(days=180)


def new_token(person: Person) -> str:
    """Random, and good for this alone. Only what it hashes to is kept."""
    token = secrets.token_urlsafe(24)
    StopLink.objects.create(person=person, hashed=_hashed(token))
    return token


def find(token: str) -> StopLink | None:
    return StopLink.objects.filter(hashed=_hashed(token)).first()


@transaction.atomic
def stop(*, link: StopLink) -> None:
    NoticeSettings.objects.update_or_create(person=link.person, defaults={"rhythm": Rhythm.NEVER})


def forget_old(*, now: datetime | None = None) -> None:
    """The timer's entry."""
    StopLink.objects.filter(made_at__lt=(now or timezone.now()) - KEPT).delete()


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()
