"""Whatever may shut a door for somebody is passed on to the hubs of all processes, after commit.

By the models' own signals, not by a line in each action: who forgets one only loses a second, as the hubs ask the
database anyway (writes past `save` and `delete` are found so too)."""

from typing import Any

from django.contrib.auth.signals import user_logged_out
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.db.models import Model
from django.db.models.signals import post_delete, post_save
from django.utils import timezone

from community.living_room.broadcast import look_again
from community.living_room.models import SentOut
from community.people.models import Appointment, Key, Membership, Person

NOTHING_WITHDRAWN = {"last_login"}


def connect() -> None:
    for saved in (Appointment, Key, Membership, Person, SentOut):
        post_save.connect(on_saved, sender=saved)
    for deleted in (Appointment, Membership, Person, Session):
        post_delete.connect(on_deleted, sender=deleted)
    user_logged_out.connect(on_signed_out)


def on_saved(sender: type[Model], created: bool, update_fields: Any = None, **kwargs: Any) -> None:
    if sender is SentOut or (not created and set(update_fields or ["all"]) != NOTHING_WITHDRAWN):
        pass_on()


def on_deleted(sender: type[Model], instance: Model, **kwargs: Any) -> None:
    """Sessions that ran out long ago are cleared away by the thousand, and nobody's page stands on one."""
    if not isinstance(instance, Session) or instance.expire_date > timezone.now():
        pass_on()


def on_signed_out(**kwargs: Any) -> None:
    pass_on()


def pass_on() -> None:
    """Once a transaction, however much was withdrawn in it."""
    if not any(look_again in waiting for waiting in connection.run_on_commit):
        transaction.on_commit(look_again)
