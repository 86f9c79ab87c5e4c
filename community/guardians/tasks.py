"""What the clock does for speak up."""

from datetime import datetime

from django.core.mail import get_connection
from django.db import transaction
from django.utils import timezone

from cms.envelope import neutral
from community.guardians import actions, ceremony
from community.guardians.models import Bell, Custody
from community.speak_up import storage

HOURS = (9, 15)
SUBJECT = "A reminder"
BODY = "This is your reminder to look at your inbox. It comes at the same hours each day, whether or not there is news.\n"


def ring(*, now: datetime | None = None) -> None:
    """At two fixed hours every guardian gets the same words, whatever came, also when nothing did. A clock that stood
    still rings the hour that has just passed, and none before it."""
    now = timezone.localtime(now)
    hour = max((hour for hour in HOURS if hour <= now.hour), default=None)
    if hour is None:
        return
    with transaction.atomic():
        _bell, is_new = Bell.objects.get_or_create(day=now.date(), hour=hour)
        if not is_new:
            return
        addresses = list(Custody.objects.in_force().exclude(mail_to="").values_list("mail_to", flat=True))
        mails = [
            neutral(SUBJECT, BODY, to=one, once=f"bell-{now:%Y%m%d}-{hour}") for one in sorted(addresses)
        ]
    get_connection().send_messages(mails)


def tidy() -> None:
    """Once an hour: destroy what is past its days, end the keys of those who left."""
    if storage.stands():
        actions.destroy_what_is_past()
        ceremony.end_of_those_who_left()
    Bell.objects.filter(day__lt=timezone.localdate()).delete()
