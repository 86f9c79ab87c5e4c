"""Filling the vault, changing a contact, revealing, destroying. See the package's own words for who calls what."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from community.people import audit
from community.people.joining.handles import says_who
from community.people.models import Key, Person, Service
from community.people.policies import may, require
from community.people.roles import Permission
from community.people.vault import keyring, policies
from community.people.vault.details import Contact, Details, Field, How, Texts, in_words
from community.people.vault.models import Identity

REVEALED = "revealed identity"
SHORTEST_REASON = 3


@dataclass(frozen=True, slots=True)
class Filled:
    """`number_is_kept`: for somebody else of the service, too. For whom is a reveal of its own."""

    identity: Identity
    number_is_kept: bool


class Revealed(dict[Field, str]):
    """Field -> the value in words. Shows nothing when printed."""

    def __repr__(self) -> str:
        return f"Revealed: {', '.join(self)}"

    __str__ = __repr__

    def labelled(self) -> Iterator[tuple[str, str]]:
        """For one page: what it is, and the value."""
        return ((field.label, self[field]) for field in self)


@transaction.atomic
def fill(
    *, details: Details, by: Person, key: Key | None = None, person: Person | None = None,
    now: datetime | None = None,
) -> Filled:  # fmt: skip
    """Keep who this person, or whoever redeems this key, is. What `details` leaves empty stays as it was."""
    if key is not None and key.redeemed_by is not None:
        person, key = key.redeemed_by, None
    service = _service_of(key, person)
    require(may(by, Permission.ISSUE_KEYS, service), "You cannot fill in identities for this service.")
    _require_still_here(person)
    identity = _row(key, person, service)
    identity.filled_at = now or timezone.now()
    _put(identity, details.texts())
    audit.write(who=by, did="filled in identity", what=_what(key, person), service=service)
    others = _under_numbers(identity.service, [details])[0]
    return Filled(identity, any(one != identity for one in others))


@transaction.atomic
def set_contact(*, person: Person, contact: Contact, by: Person) -> Identity:
    """How we may reach somebody outside this site. They say it themselves, or their care team does."""
    service = _service_of(None, person)
    require(
        by.pk == person.pk or may(by, Permission.ISSUE_KEYS, service), "You cannot change how to reach them."
    )
    identity = _row(None, person, service)
    _put(identity, Details(contact=contact).texts())
    audit.write(who=by, did="set contact", what=_what(None, person), service=service)
    return identity


@transaction.atomic
def hand_over(*, key: Key, person: Person) -> Identity | None:
    """The key was redeemed: its identity is this person's from now on. Of one who has an identity already (a
    second key) the older one takes up what the newer one says."""
    newer = Identity.objects.select_for_update(no_key=True).filter(key=key).first()
    if newer is None:
        return None
    older = Identity.objects.select_for_update(no_key=True).filter(person=person).exclude(pk=newer.pk).first()
    if older is None:
        newer.person, newer.key = person, None
        newer.save(update_fields=["person", "key"])
        return newer
    _put(older, newer.texts())
    newer.delete()
    return older


@transaction.atomic
def reveal(
    *, person: Person, fields: Iterable[Field], why: str, by: Person, now: datetime | None = None
) -> Revealed:
    """Show who somebody is, to one clinician, once. The audit log says who asked for what, and why.

    Raises PermissionDenied, and CannotBeOpened where a value was tampered with. The caller has asked `by` for a
    fresh sign-in, and shows the answer in one response that nothing keeps.
    """
    identity = Identity.objects.filter(person=person).select_related("service").first()
    require(
        policies.may_reveal(by, person),
        "Only clinicians of a service that keys this person can see who they are.",
    )
    require(len(why.strip()) >= SHORTEST_REASON, "Say why you need to know.")
    asked = [field for field in Field if field in set(fields)]
    what = f"{_what(None, person)} ({', '.join(asked)})"
    audit.write(who=by, did=REVEALED, what=what, why=why, service=_where(by, person))
    texts = identity.texts() if identity else Texts()
    return Revealed({field: in_words(texts, field) for field in asked if field in texts})


@transaction.atomic
def destroy(*, person: Person) -> bool:
    """Erase all the vault holds of somebody. Returns whether there was anything."""
    return Identity.objects.filter(Q(person=person) | Q(key__redeemed_by=person)).delete()[0] > 0


@sensitive_variables()
def gives_away(*, key: Key, handle: str) -> bool:
    """Whether a name chosen by who holds this key says who they are: their real name, or the address they can be
    reached at. Answers yes or no and shows nothing; whoever asks must not tell which of the two it was."""
    identity = Identity.objects.filter(key=key).first()
    if identity is None:
        return False
    texts = identity.texts()
    contact = texts.get(Field.CONTACT, "").partition(" ")[2]
    return says_who(handle, [texts.get(Field.REAL_NAME, ""), contact if "@" in contact else ""])


@transaction.atomic
def kept_twice(*, service: Service, filled: Mapping[Key, Details], by: Person) -> list[Key]:
    """Of keys just issued, each with what was filled in for it: those whose NHS number is kept for somebody else of the
    service. Two statements, however many keys, and one for each that is found: that a number is known here says
    something of whoever has it, and is written down."""
    found = _under_numbers(service, filled.values())
    twice = [
        key for key, same in zip(filled, found, strict=True) if any(one.key_id != key.pk for one in same)
    ]
    for key in twice:
        audit.write(who=by, did="learnt that an NHS number is kept", what=f"key:{key.ref}", service=service)
    return twice


@transaction.atomic
def reveal_same_number(
    *, why: str, by: Person, key: Key | None = None, person: Person | None = None
) -> list[str]:
    """Whom else of the service the NHS number of a key, or of a person, is kept for: handles, or "key W-017".

    Who has a number learns by it who somebody is. Each that is found is written down as a reveal of their number; the
    caller has asked `by` for a fresh sign-in.
    """
    require(len(why.strip()) >= SHORTEST_REASON, "Say why you need to know.")
    if key is not None and key.redeemed_by is not None:
        person, key = key.redeemed_by, None
    seen = Identity.objects.visible_to(by)
    asked = seen.filter(key=key) if key else seen.filter(person=person)
    identity = asked.select_related("service").first()
    if identity is None:
        return []
    found = [one for one in _under_texts(identity.service, [identity.texts()])[0] if one != identity]
    theirs = [one for one in found if seen.filter(pk=one.pk).exists()]
    for one in theirs:
        what = f"{_what(one.key, one.person)} ({Field.NHS_NUMBER.value})"
        audit.write(who=by, did=REVEALED, what=what, why=why, service=identity.service)
    return sorted(one.of_whom() for one in theirs)


def _under_numbers(service: Service, details: Iterable[Details]) -> list[list[Identity]]:
    return _under_texts(service, [one.texts() for one in details])


def _under_texts(service: Service, texts: Iterable[Texts]) -> list[list[Identity]]:
    """For each of these: the identities of the service under its NHS number, whatever key they are encrypted by."""
    asked = [
        set(keyring.blind_indexes(one, service_id=service.pk)) if Field.NHS_NUMBER in one else set()
        for one in texts
    ]
    kept = Identity.objects.of_somebody().filter(service=service, nhs_number_index__in=set().union(*asked))
    by_index: dict[str, list[Identity]] = {}
    for one in kept.select_related("person", "key"):
        by_index.setdefault(one.nhs_number_index, []).append(one)
    return [[one for index in indexes for one in by_index.get(index, [])] for indexes in asked]


def _service_of(key: Key | None, person: Person | None) -> Service:
    """Whose care team it is: the key's, or the one that filled the identity in, or that of their rooms."""
    if key is not None:
        return key.service
    assert person is not None, "name a key or a person"
    identity = Identity.objects.filter(person=person).select_related("service").first()
    if identity is not None:
        return identity.service
    service = Service.objects.filter(rooms__memberships__person=person).order_by("pk").first()
    require(service is not None, "This person belongs to no service.")
    assert service is not None
    return service


def _require_still_here(person: Person | None) -> None:
    """Nothing new is kept of who has left. Their row is held, so that an erasure comes before this or after it."""
    still = Person.objects.select_for_update(no_key=True).filter(is_active=True)
    require(person is None or still.filter(pk=person.pk).exists(), "This account is closed.")


def _row(key: Key | None, person: Person | None, service: Service) -> Identity:
    """The identity, made if need be, and locked."""
    of: dict[str, Key | Person] = {"key": key} if key else {"person": person}  # type: ignore[dict-item]
    made, _new = Identity.objects.get_or_create(
        **of, defaults={"service": service, "key_version": keyring.newest()}
    )
    return (
        Identity.objects.select_for_update(no_key=True, of=("self",))
        .select_related("service")
        .get(pk=made.pk)
    )


def _put(identity: Identity, texts: Texts) -> None:
    identity.put(texts)
    identity.save()


def _what(key: Key | None, person: Person | None) -> str:
    return f"key:{key.ref}" if key else f"person:{person.ref}" if person else ""


def _where(by: Person, person: Person) -> Service:
    """The service in whose name they ask: its manager reads of it. The one that keeps the identity, if it can be."""
    return policies.services_between(by, person)[0]


@sensitive_variables()
def mail_address_of(*, person: Person) -> str:
    """Where a mail may go, if they want to be reached by e-mail; otherwise empty. For the one builder of mails
    (community.notices.mail) alone: shown to nobody, so it is no reveal."""
    identity = Identity.objects.filter(person=person).first()
    text = identity.texts().get(Field.CONTACT, "") if identity else ""
    contact = Contact.read(text) if text else Contact()
    return contact.value if contact.how == How.E_MAIL else ""
