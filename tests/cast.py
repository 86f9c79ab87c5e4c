"""The people of every test, and the building they stand in.

    Mia    patient, keyed for Harbour          Cleo   clinician       \\
    Max    patient, keyed for Lantern          Pat    moderator        \\
    Robin  recovered helper, both and Onward   Edie   editor            | of Eating Disorders
    Kit    carer, Carers' kitchen              Ada    accreditor       /
    Vic    volunteer, Onward                   Sam    service manager /
    Wyn    social worker, Onward               Zed    administrator
    Clara  clinician of Talking Therapies      Gil    speak-up guardian

Every permission is tried by one who may and one who may not."""

from dataclasses import dataclass
from datetime import timedelta

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.contrib.sites.models import Site
from django.test import Client
from django.utils import timezone
from wagtail.models import Collection, Locale, Page

from community.people.appointments import appoint
from community.people.joining.agreements import CONSENT_VERSION, RULES_VERSION
from community.people.models import Membership, Person, Service, Training, Trust
from community.people.roles import Role
from community.people.signing_in.factors import needs_passkey
from community.rooms import actions as rooms
from community.rooms.models import Post, Room, Thread
from community.utterances.models import Kind, Utterance

PASSWORD = "four-words-only-for-tests"
TOTP_SECRET = "TESTSECRETTESTSECRETTESTSECRETTE"


@dataclass
class Building:
    """Two services, so that every wall between services is tried, and the whole cast."""

    eating_disorders: Service
    talking_therapies: Service
    harbour: Room
    lantern: Room
    onward: Room
    kitchen: Room
    worry: Room
    mia: Person
    max: Person
    robin: Person
    kit: Person
    vic: Person
    wyn: Person
    cleo: Person
    pat: Person
    edie: Person
    ada: Person
    sam: Person
    zed: Person
    clara: Person
    gil: Person


MEMBERS = {
    "mia": (Role.PATIENT, ["harbour"]),
    "max": (Role.PATIENT, ["lantern"]),
    "robin": (Role.RECOVERED, ["harbour", "lantern", "onward"]),
    "kit": (Role.CARER, ["kitchen"]),
    "vic": (Role.VOLUNTEER, ["onward"]),
    "wyn": (Role.SOCIAL_WORKER, ["onward"]),
}
STAFF = {
    "cleo": ("eating_disorders", Role.CLINICIAN),
    "pat": ("eating_disorders", Role.MODERATOR),
    "edie": ("eating_disorders", Role.EDITOR),
    "ada": ("eating_disorders", Role.ACCREDITOR),
    "sam": ("eating_disorders", Role.MANAGER),
    "zed": ("eating_disorders", Role.ADMINISTRATOR),
    "gil": ("eating_disorders", Role.GUARDIAN),
    "clara": ("talking_therapies", Role.CLINICIAN),
}


SERVICES = {"eating_disorders": "Eating Disorders", "talking_therapies": "Talking Therapies"}
ROOMS = {
    "harbour": "eating_disorders",
    "lantern": "eating_disorders",
    "onward": "eating_disorders",
    "kitchen": "talking_therapies",
    "worry": "talking_therapies",
}


def find() -> Building | None:
    """The building as it stands, or None where a test has emptied the database."""
    people = {person.handle: person for person in Person.objects.filter(handle__in=[*MEMBERS, *STAFF])}
    if len(people) < len(MEMBERS) + len(STAFF):
        return None
    services = {service.slug.replace("-", "_"): service for service in Service.objects.all()}
    places = {room.slug: room for room in Room.objects.filter(slug__in=ROOMS)}
    return Building(**{name: services[name] for name in SERVICES}, **places, **people)


def ground() -> None:
    """What migrations laid and a test that emptied the database took away."""
    Site.objects.get_or_create(pk=1, defaults={"domain": "testserver", "name": "testserver"})
    Locale.objects.get_or_create(language_code="en-gb")
    if Page.get_first_root_node() is None:
        Page.add_root(title="Root", slug="root", content_type=ContentType.objects.get_for_model(Page))
    if Collection.get_first_root_node() is None:
        Collection.add_root(name="Root")
    admin, _made = ContentType.objects.get_or_create(app_label="wagtailadmin", model="admin")
    Permission.objects.get_or_create(
        content_type=admin, codename="access_admin", defaults={"name": "Can access Wagtail admin"}
    )


def build() -> Building:
    """Put the building and its cast into the database."""
    ground()
    from cms.library.setup import ensure_groups_and_workflow, ensure_site

    ensure_site()
    ensure_groups_and_workflow()
    Trust.objects.get_or_create(only=True, defaults={"name": "A trust for tests"})
    services = {
        name: Service.objects.create(slug=name.replace("_", "-"), name=title)
        for name, title in SERVICES.items()
    }
    places = {
        slug: Room.objects.create(
            service=services[service], slug=slug, name=slug.capitalize(), purpose="A room of the tests."
        )
        for slug, service in ROOMS.items()
    }
    people = {name: _person(name) for name in (*MEMBERS, *STAFF)}
    for name, (role, opened) in MEMBERS.items():
        for place in opened:
            Membership.objects.create(person=people[name], room=places[place], role=role)
    for name, (service, role) in STAFF.items():
        appoint(person=people[name], service=services[service], role=role)
        TOTP.activate(people[name], TOTP_SECRET)
    Training.objects.create(
        person=people["robin"], service=services["eating_disorders"], what="Peer support", signed_by=people["cleo"],
        trained_on=timezone.localdate() - timedelta(days=30), last_day=timezone.localdate() + timedelta(days=335),
    )  # fmt: skip
    return Building(**services, **places, **people)


def _person(handle: str) -> Person:
    return Person.objects.create(
        handle=handle,
        avatar="otter",
        password=make_password(PASSWORD),
        rules_agreed=RULES_VERSION,
        consent_agreed=CONSENT_VERSION,
    )


def sign_in(client: Client, person: Person) -> Client:
    """Signed in as allauth would have it, with the second factor that staff need."""
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": timezone.now().timestamp()}]
    session["account_authentication_methods_user"] = str(person.pk)
    if Authenticator.objects.filter(user=person).exists():
        kind = "webauthn" if needs_passkey(person) else "totp"
        session["account_authentication_methods"] += [
            {"method": "mfa", "type": kind, "at": timezone.now().timestamp()}
        ]
    session.save()
    return client


def say(person: Person, room: Room, text: str, title: str = "A thread of the tests") -> Utterance:
    """Open a thread with this text; returns what was said."""
    thread, _said = rooms.open_thread(room=room, title=title, body=text, by=person)
    return said_in(thread, 1)


def said_in(thread: Thread, number: int) -> Utterance:
    post = Post.objects.get(in_thread=thread, number=number)
    return Utterance.objects.filter(kind=Kind.POST, source_id=post.pk).latest("revision")
