"""What the apps of people hold of somebody: the account, keys, consents, sign-ins, the vault, the audit log."""

from collections.abc import Iterable

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password
from django.db.models import Value
from django.db.models.functions import Concat
from django.utils import timezone

from community.people.models import Agreement, AuditEntry, Key, Membership, Person
from community.people.signing_in import sessions
from community.people.signing_in.models import NewLock, OpenSession, ProviderIdentity, ShortPassword
from community.people.vault.details import in_words
from community.people.vault.models import Identity
from community.people.yours.holdings import Holding, Row
from community.people.yours.models import DataCopy

CARE = "It is part of your care record, which the law lets the service keep (UK GDPR article 17(3)(c))."
PROOF = "It shows what you agreed to, and when; it holds no word of yours."


def left_handle(person: Person) -> str:
    return f"member-who-left-{person.ref}"


def account(person: Person) -> Iterable[Row]:
    yield {
        "handle": person.handle, "picture": person.avatar, "joined": person.joined_at,
        "house rules agreed": person.rules_agreed,
    }  # fmt: skip


def close(person: Person) -> None:
    """Nobody signs in with it any more. What the name looks like stays taken, so that nobody can pose as them."""
    Person.objects.filter(pk=person.pk).update(
        is_active=False, handle=left_handle(person), avatar="pebble", email="", first_name="", last_name="",
        password=make_password(None),
    )  # fmt: skip
    person.refresh_from_db()
    sessions.end_all(person=person)
    for model in (Authenticator, EmailAddress):
        model.objects.filter(user=person).delete()
    for theirs in (ShortPassword, ProviderIdentity, NewLock, DataCopy):
        theirs.objects.filter(person=person).delete()


def forget_the_name(person: Person) -> None:
    Person.objects.filter(pk=person.pk).update(
        handle_looks_like=Concat(Value("erased "), "ref"), rules_agreed="", suspended_until=None
    )


def identity(person: Person) -> Iterable[Row]:
    for one in Identity.objects.filter(person=person):
        texts = one.texts()
        yield {field.label: in_words(texts, field) for field in texts}


def memberships(person: Person) -> Iterable[Row]:
    for one in person.memberships.select_related("room", "room__service").order_by("pk"):
        yield {
            "room": one.room.name, "service": one.room.service.name, "as": one.get_role_display(),
            "last day": one.last_day, "ended": one.ended_at,
        }  # fmt: skip


def end_memberships(person: Person) -> None:
    Membership.objects.filter(person=person, ended_at=None).update(ended_at=timezone.now())


def keys(person: Person) -> Iterable[Row]:
    for key in Key.objects.filter(redeemed_by=person).select_related("service").order_by("pk"):
        yield {
            "service": key.service.name, "as": key.get_role_display(), "issued": key.issued_at,
            "opened": key.redeemed_at, "withdrawn": key.withdrawn_at,
        }  # fmt: skip


def forget_reference(person: Person) -> None:
    """The clinic's own number for them."""
    Key.objects.filter(redeemed_by=person).update(reference="")


def agreements(person: Person) -> Iterable[Row]:
    for one in Agreement.objects.filter(person=person):
        yield {"what": one.get_what_display(), "version": one.version, "agreed": one.agreed_at}


def open_sessions(person: Person) -> Iterable[Row]:
    for one in OpenSession.objects.filter(person=person).order_by("began_at"):
        yield {"device": one.device, "began": one.began_at, "last seen": one.seen_at}


def looked_at(person: Person) -> Iterable[Row]:
    """When staff looked at or decided something about them. Not who it was, nor in whose words."""
    about = AuditEntry.objects.filter(what__startswith=f"person:{person.ref}").order_by("pk")
    for entry in about:
        yield {"when": entry.at, "what": entry.did, "service": entry.where}


HOLDINGS = (
    Holding((), "Your account", rows=account, leave=close, erase=forget_the_name),
    Holding(("vault.Identity.person",), "Who you are", rows=identity, kept="It goes at the very end, with the vault."),
    Holding(("people.Membership.person",), "Rooms your keys opened", rows=memberships, leave=end_memberships, kept=CARE),
    Holding(("people.Key.redeemed_by",), "Your keys", rows=keys, erase=forget_reference, kept=CARE),
    Holding(("people.Agreement.person",), "What you agreed to", rows=agreements, kept=PROOF),
    Holding(
        ("signing_in.OpenSession.person",), "Where you are signed in", rows=open_sessions,
        erase=lambda person: OpenSession.objects.filter(person=person).delete(),
    ),
    Holding(
        ("mfa.Authenticator.user", "account.EmailAddress.user", "signing_in.ShortPassword.person",
         "signing_in.ProviderIdentity.person", "signing_in.NewLock.person"),
        "Your locks", not_copied="A copy of a lock would open it.", erase=close,
    ),
    Holding(
        ("yours.Departure.person", "yours.DataCopy.person"), "That you left, and copies you asked for",
        not_copied="It is this copy.", kept="It shows that you were erased, and when.",
    ),
    Holding(
        (), "When staff looked at your data", rows=looked_at,
        kept="It shows who did what. It names you by a random sign only.",
    ),
)  # fmt: skip

STAFF_ONLY = (
    "people.Appointment.person",
    "people.Appointment.appointed_by",
    "people.Key.issued_by",
    "people.Key.withdrawn_by",
    "people.HelpWording.decided_by",
    "people.HelpWording.written_by",
    "people.KeyBatch.issued_by",
    "people.NamedClinician.clinician",
    "people.NamedClinician.named_by",
    "people.Training.signed_by",
    "people.Discharge.by",
    "signing_in.NewLock.issued_by",
)
