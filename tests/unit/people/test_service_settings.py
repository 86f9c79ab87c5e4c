"""A service's own settings: by whom they are changed, that it is written down, and that they count at once."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, OperationalError, transaction
from django.test import Client
from django.utils import timezone

from community.people import keys
from community.people.models import (
    AuditEntry,
    ClaimTarget,
    ClosedDay,
    CrisisContact,
    Key,
    OpeningHours,
    Retention,
    Service,
)
from community.people.roles import Role
from community.people.services import actions
from community.rooms.models import Room
from risk_jobs.desk import actions as desk
from risk_jobs.desk import clocks
from risk_jobs.desk.models import Case
from tests.cast import say

LISTS = (
    "crisis_contacts", "opening_hours", "closed_days", "claim_targets", "word_lists", "retentions",
)  # fmt: skip


def filled(service: Service, **more) -> dict[str, str]:
    """The form of a service as the page sends it, with nothing in its lists."""
    given = {
        "name": service.name,
        "slug": service.slug,
        "brand": "",
        "claim_holds_min": "30",
    }
    for name in LISTS:
        given |= {f"{name}-TOTAL_FORMS": "0", f"{name}-INITIAL_FORMS": "0"}
    return given | more


def one(rows: str, /, **fields) -> dict[str, str]:
    return {
        f"{rows}-TOTAL_FORMS": "1",
        f"{rows}-0-id": "",
        f"{rows}-0-ORDER": "1",
        f"{rows}-0-DELETE": "",
    } | {f"{rows}-0-{field}": value for field, value in fields.items()}


def edit_page(service: Service) -> str:
    return f"/cms/services/edit/{service.pk}/"


@pytest.mark.parametrize(("who", "status"), [("sam", 200), ("zed", 200)])
def test_who_runs_the_service_opens_its_settings(who, status, building, sign_in):
    client = sign_in(getattr(building, who))
    for address in (
        "/cms/",
        "/cms/services/",
        edit_page(building.eating_disorders),
        "/cms/rooms/",
        f"/cms/rooms/edit/{building.harbour.pk}/",
        f"/cms/services/history/{building.eating_disorders.pk}/",
    ):
        assert client.get(address).status_code == status, address


@pytest.mark.parametrize("who", ["mia", "cleo", "pat", "edie", "ada", "gil", "clara"])
def test_for_nobody_else_do_they_exist(who, building, sign_in):
    client = sign_in(getattr(building, who))
    absent = client.get("/nothing-here/at-all/").content
    for address in ("/cms/services/", edit_page(building.eating_disorders), "/cms/rooms/", "/cms/rooms/new/"):
        answer = client.get(address)
        assert (answer.status_code, answer.content) == (404, absent), address


def test_a_manager_sees_and_changes_their_own_service_only(building, sign_in):
    sam, zed = sign_in(building.sam), sign_in(building.zed)
    assert "Talking Therapies" not in sam.get("/cms/services/").content.decode()
    assert "Talking Therapies" in zed.get("/cms/services/").content.decode()
    other = building.talking_therapies
    absent = sam.get("/cms/services/edit/99999/").content
    for address in (
        edit_page(other),
        f"/cms/services/history/{other.pk}/",
        f"/cms/services/history-results/{other.pk}/",
        f"/cms/rooms/edit/{building.worry.pk}/",
        f"/cms/rooms/history/{building.worry.pk}/",
    ):
        answer = sam.get(address)
        assert (answer.status_code, answer.content) == (404, absent), address
    sam.post(edit_page(other), filled(other, name="Taken over"))
    other.refresh_from_db()
    assert other.name == "Talking Therapies"
    zed.post(edit_page(other), filled(other, name="Talking"))
    other.refresh_from_db()
    assert other.name == "Talking"
    assert "Worry" not in sam.get("/cms/rooms/").content.decode()
    assert "Worry" not in sam.get("/cms/rooms/new/").content.decode()


def test_a_manager_opens_no_new_service_and_an_administrator_does(building, sign_in):
    new = filled(Service(name="Perinatal", slug="perinatal"))
    sign_in(building.sam).post("/cms/services/new/", new)
    assert not Service.objects.filter(slug="perinatal").exists()
    assert sign_in(building.zed).post("/cms/services/new/", new).status_code == 302
    assert Service.objects.get(slug="perinatal").name == "Perinatal"


def test_a_change_is_in_the_audit_log_by_name_and_without_its_words(building, sign_in):
    service = building.eating_disorders
    given = filled(
        service,
        claim_holds_min="40",
        **one("crisis_contacts", name="Duty", how="call", number="01632 960001"),
    )
    assert sign_in(building.sam).post(edit_page(service), given).status_code == 302
    entry = AuditEntry.objects.get(did="changed service")
    assert (entry.who, entry.where) == ("sam", service.slug)
    assert set(entry.why.split(", ")) == {"claim_holds_min", "crisis_contacts"}


def test_the_action_itself_refuses(building):
    class Form:
        instance, changed_data = building.talking_therapies, ()

    with pytest.raises(PermissionDenied):
        actions.change(form=Form(), by=building.sam)


# --- contacts and words --------------------------------------------------------------------------------------
def test_contacts_stand_on_the_help_page_at_once_ones_own_or_all_signed_out(building, sign_in):
    CrisisContact.objects.create(
        service=building.eating_disorders, name="Duty line", number="01632 960001", hours="9 to 5"
    )
    CrisisContact.objects.create(
        service=building.talking_therapies, name="Night text", how="text", number="HELP to 85258"
    )
    mia = sign_in(building.mia).get("/help-now/").content.decode()
    assert 'href="tel:01632960001"' in mia
    assert "9 to 5" in mia
    assert "Night text" not in mia
    stranger = Client().get("/help-now/").content.decode()
    assert "Duty line" in stranger
    assert 'href="sms:85258?body=HELP"' in stranger


def test_the_help_page_asks_little_and_stands_while_the_database_is_away(
    building, monkeypatch, django_assert_max_num_queries
):
    for service in Service.objects.all():
        CrisisContact.objects.create(service=service, name="Duty line", number="01632 960001")
        OpeningHours.objects.create(service=service, weekday=0)
    with django_assert_max_num_queries(4):
        assert "Duty line" in Client().get("/help-now/").content.decode()

    def away(person):
        raise OperationalError

    monkeypatch.setattr("cms.help.contacts._answer", away)
    page = Client().get("/help-now/")
    assert page.status_code == 200
    assert "116 123" in page.content.decode()


def test_contacts_and_words_stand_beside_the_help_message(building, sign_in):
    CrisisContact.objects.create(service=building.eating_disorders, name="Duty line", number="01632 960001")
    Service.objects.filter(pk=building.eating_disorders.pk).update(
        help_words="We would like to hear from you."
    )
    given = {"title": "Tonight", "body": "I am going to kill myself tonight."}
    page = sign_in(building.mia).post("/rooms/harbour/new/", given, follow=True).content.decode()
    assert "We would like to hear from you." in page
    assert "01632 960001" in page


def test_a_contact_needs_a_number(building):
    with pytest.raises(ValidationError):
        CrisisContact(service=building.eating_disorders, name="Duty", number="ask at the desk").full_clean()


# --- the desk's clocks -------------------------------------------------------------------------------------
def test_a_target_of_the_service_overrides_the_house_at_once(building):
    ClaimTarget.objects.create(service=building.eating_disorders, priority=1, minutes=5)
    now = timezone.now()
    assert clocks.due_at(1, now, building.eating_disorders.pk) == now + timedelta(minutes=5)
    assert clocks.due_at(1, now, building.talking_therapies.pk) == now + timedelta(minutes=15)
    assert clocks.due_at(2, now, building.eating_disorders.pk) == now + timedelta(hours=4)
    say(building.mia, building.harbour, "I am going to kill myself tonight.")
    case = Case.objects.filter(person=building.mia).earliest("priority")
    assert (case.due_at - case.opened_at) == timedelta(minutes=5)


def test_routine_cases_are_due_when_the_service_closes_on_its_next_open_day(building):
    service = building.eating_disorders
    friday = datetime(2026, 11, 27, 10, 0, tzinfo=ZoneInfo("Europe/London"))
    assert timezone.localtime(clocks.due_at(3, friday, service.pk)).isoformat() == "2026-11-30T17:00:00+00:00"
    OpeningHours.objects.create(service=service, weekday=0, opens="08:00", closes="12:00")
    OpeningHours.objects.create(service=service, weekday=1, opens="08:00", closes="13:00")
    ClosedDay.objects.create(service=service, day="2026-11-30")
    assert timezone.localtime(clocks.due_at(3, friday, service.pk)).isoformat() == "2026-12-01T13:00:00+00:00"


def test_a_claim_holds_as_long_as_the_service_says(building):
    Service.objects.filter(pk=building.eating_disorders.pk).update(claim_holds_min=45)
    say(building.mia, building.harbour, "I have been purging again since Sunday.")
    case = desk.claim(case=Case.objects.first(), by=building.cleo)
    assert case.claim_ends_at - case.claimed_at == timedelta(minutes=45)


# --- brand, rooms, retention -------------------------------------------------------------------------------
def test_a_brand_is_one_that_is_there_and_shows_in_the_rooms_of_the_service_alone(building, sign_in):
    building.eating_disorders.brand = "no-such"
    with pytest.raises(ValidationError):
        building.eating_disorders.full_clean()
    Service.objects.filter(pk=building.eating_disorders.pk).update(brand="meadow")
    assert "brands/meadow/brand.css" in sign_in(building.mia).get("/rooms/harbour/").content.decode()
    assert "brand.css" not in sign_in(building.mia).get("/lobby/").content.decode()
    assert "brand.css" not in sign_in(building.clara).get("/rooms/worry/").content.decode()
    Service.objects.filter(pk=building.eating_disorders.pk).update(brand="gone")
    assert sign_in(building.mia).get("/rooms/harbour/").status_code == 200


def test_a_manager_opens_a_room_and_keeps_it_apart_from_another(building, sign_in):
    sam = sign_in(building.sam)
    new = {"service": building.eating_disorders.pk, "name": "Compass", "slug": "compass", "purpose": "To talk.",
           "never_with": [building.harbour.pk], "number_rule": building.harbour.number_rule}  # fmt: skip
    answer = sam.post("/cms/rooms/new/", new)
    assert answer.status_code == 302, answer.context["form"].errors
    assert Room.objects.get(slug="compass").never_with.get() == building.harbour
    elsewhere = new | {"service": building.talking_therapies.pk, "slug": "annexe"}
    sam.post("/cms/rooms/new/", elsewhere)
    assert not Room.objects.filter(slug="annexe").exists()
    building.worry.never_with.add(building.harbour)
    edited = {"name": "Harbour", "purpose": "To talk.", "number_rule": building.harbour.number_rule}
    answer = sam.post(f"/cms/rooms/edit/{building.harbour.pk}/", edited)
    assert answer.status_code == 302, answer.context["form"].errors
    assert list(building.harbour.never_with.all()) == [building.worry], "one they could not see stays"


def test_keys_that_nobody_opened_go_when_their_service_says_so(building):
    def key(service, room, days_ago: int) -> Key:
        by = building.cleo if service == building.eating_disorders else building.clara
        made, _code = keys.issue(service=service, rooms=[room.pk], role=Role.PATIENT, by=by)
        Key.objects.filter(pk=made.pk).update(expires_at=timezone.now() - timedelta(days=days_ago))
        return made

    Retention.objects.create(service=building.eating_disorders, kind=Retention.Kind.UNUSED_KEYS, days=30)
    old, recent = (
        key(building.eating_disorders, building.harbour, 31),
        key(building.eating_disorders, building.harbour, 29),
    )
    elsewhere = key(building.talking_therapies, building.worry, 400)
    assert actions.forget_unused_keys() == 1
    assert set(Key.objects.all()) == {recent, elsewhere}
    assert old not in Key.objects.all()


@pytest.mark.parametrize(
    "broken",
    [
        lambda service: OpeningHours(service=service, weekday=0, opens="17:00", closes="09:00"),
        lambda service: OpeningHours(service=service, weekday=7),
        lambda service: ClaimTarget(service=service, priority=4, minutes=5),
        lambda service: ClaimTarget(service=service, priority=1, minutes=0),
        lambda service: Retention(service=service, kind="unused_keys", days=0),
    ],
)
def test_the_database_refuses_what_cannot_be(broken, building):
    with pytest.raises(IntegrityError), transaction.atomic():
        broken(building.eating_disorders).save()
