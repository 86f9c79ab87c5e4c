"""The identity vault: filled by the care team, opened by few, one row at a time, and readable nowhere else."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from community.people import keys
from community.people.models import AuditEntry, Key, Membership
from community.people.roles import Role
from community.people.vault import actions as vault
from community.people.vault import keyring, nhs_number
from community.people.vault.details import Contact, Details, Field, How, Texts
from community.people.vault.forms import DetailsForm
from community.people.vault.models import Identity
from community.people.yours import leaving

NAME, NUMBER, BORN, ADDRESS = (
    "Millicent Canary-Ashdown",
    "9434765919",
    date(1998, 3, 27),
    "milly.canary@home.example",
)
DETAILS = Details(NAME, NUMBER, BORN, Contact(How.E_MAIL, ADDRESS))
IN_WORDS = {
    Field.REAL_NAME: NAME,
    Field.NHS_NUMBER: "943 476 5919",
    Field.DATE_OF_BIRTH: "27 March 1998",
    Field.CONTACT: f"E-mail: {ADDRESS}",
}
TYPED = {
    "real_name": NAME, "nhs_number": "943 476 5919", "date_of_birth_day": "27", "date_of_birth_month": "3",
    "date_of_birth_year": "1998", "how": "e-mail", "contact_to": ADDRESS,
}  # fmt: skip


@pytest.fixture
def filled(building):
    return vault.fill(person=building.mia, details=DETAILS, by=building.cleo).identity


def a_key(building, by=None, service=None, room=None):
    key, code = keys.issue(
        service=service or building.eating_disorders,
        rooms=[(room or building.harbour).pk],
        role=Role.PATIENT,
        by=by or building.cleo,
    )
    return key, keys.digest_of(code)


def shown(building, by=None, fields=tuple(Field)):
    return vault.reveal(
        person=building.mia, fields=fields, why="Ambulance on its way", by=by or building.cleo
    )


def test_a_clinician_of_the_service_sees_what_was_filled_in(building, filled):
    assert dict(shown(building)) == IN_WORDS


def test_only_what_was_asked_for_is_shown(building, filled):
    assert dict(shown(building, fields=[Field.CONTACT])) == {Field.CONTACT: f"E-mail: {ADDRESS}"}


@pytest.mark.parametrize(
    "who", ["pat", "edie", "ada", "sam", "zed", "gil", "clara", "mia", "max", "robin", "kit", "vic", "wyn"]
)
def test_nobody_else_does(who, building, filled):
    before = AuditEntry.objects.count()
    with pytest.raises(PermissionDenied):
        shown(building, by=getattr(building, who))
    assert AuditEntry.objects.count() == before


def test_a_clinician_of_another_service_does_once_that_service_keys_the_person_too(building, filled):
    Membership.objects.create(person=building.mia, room=building.worry, role=Role.PATIENT)
    assert shown(building, by=building.clara)[Field.REAL_NAME] == NAME
    assert AuditEntry.objects.get(did=vault.REVEALED).where == building.talking_therapies.slug


def test_nobody_reveals_their_own(building):
    vault.fill(person=building.mia, details=DETAILS, by=building.cleo)
    Membership.objects.create(person=building.cleo, room=building.kitchen, role=Role.CARER)
    vault.fill(person=building.cleo, details=DETAILS, by=building.clara)
    with pytest.raises(PermissionDenied):
        vault.reveal(person=building.cleo, fields=[Field.REAL_NAME], why="Mine", by=building.cleo)


def test_a_reveal_is_written_down_with_its_reason_and_without_its_value(building, filled):
    shown(building, fields=[Field.REAL_NAME])
    entry = AuditEntry.objects.get(did=vault.REVEALED)
    assert (entry.who, entry.why, entry.where) == ("cleo", "Ambulance on its way", "eating-disorders")
    assert entry.what == f"person:{building.mia.ref} (real_name)"


@pytest.mark.parametrize("why", ["", "  ", "x"])
def test_without_a_reason_nothing_is_shown(why, building, filled):
    with pytest.raises(PermissionDenied):
        vault.reveal(person=building.mia, fields=[Field.REAL_NAME], why=why, by=building.cleo)


def test_an_identity_waits_by_its_key_and_goes_over_to_who_redeems_it(building):
    key, digest = a_key(building)
    vault.fill(key=key, details=DETAILS, by=building.cleo)
    person = keys.redeem(digest=digest, joining=keys.Joining("slow-tide", "boat", "!", "2026-11"))
    assert (
        vault.reveal(person=person, fields=[Field.REAL_NAME], why="Asked", by=building.cleo)[Field.REAL_NAME]
        == NAME
    )
    assert not Identity.objects.exclude(key=None).exists()


def test_what_is_filled_in_for_a_redeemed_key_goes_to_the_person(building):
    key, digest = a_key(building)
    person = keys.redeem(digest=digest, joining=keys.Joining("slow-tide", "boat", "!", "2026-11"))
    vault.fill(key=Key.objects.get(pk=key.pk), details=DETAILS, by=building.cleo)
    assert Identity.objects.get().person == person


def test_a_second_key_adds_to_what_is_known(building, filled):
    key, _digest = a_key(building)
    vault.fill(key=key, details=Details(real_name="Milly New"), by=building.cleo)
    vault.hand_over(key=key, person=building.mia)
    assert shown(building) == IN_WORDS | {Field.REAL_NAME: "Milly New"}
    assert Identity.objects.count() == 1


@pytest.mark.parametrize("who", ["pat", "clara", "sam", "mia", "zed"])
def test_only_who_issues_keys_of_the_service_fills_in(who, building):
    key, _digest = a_key(building)
    for whom in ({"key": key}, {"person": building.mia}):
        with pytest.raises(PermissionDenied):
            vault.fill(**whom, details=DETAILS, by=getattr(building, who))
    assert not Identity.objects.exists()


def test_members_say_themselves_how_they_may_be_reached(building, filled):
    vault.set_contact(person=building.mia, contact=Contact(How.TEXT, "07700 900123"), by=building.mia)
    assert shown(building)[Field.CONTACT] == "Text message: 07700 900123"
    vault.set_contact(person=building.mia, contact=Contact(How.NOTHING, "ignored"), by=building.mia)
    assert shown(building)[Field.CONTACT] == "Do not contact me outside this site"
    with pytest.raises(PermissionDenied):
        vault.set_contact(person=building.mia, contact=Contact(), by=building.robin)


def test_a_member_without_an_identity_may_be_reached_too(building):
    vault.set_contact(person=building.max, contact=Contact(How.PHONE, "07700 900456"), by=building.max)
    told = vault.reveal(person=building.max, fields=Field, why="Asked to ring", by=building.cleo)
    assert dict(told) == {Field.CONTACT: "Phone call: 07700 900456"}


def test_the_same_nhs_number_twice_in_a_service_is_told_and_in_another_is_not(building, filled):
    key, _digest = a_key(building)
    again = vault.fill(key=key, details=Details("Somebody Else", NUMBER), by=building.cleo)
    assert again.number_is_kept
    elsewhere, _digest = a_key(building, building.clara, building.talking_therapies, building.worry)
    assert not vault.fill(key=elsewhere, details=DETAILS, by=building.clara).number_is_kept
    assert vault.reveal_same_number(key=key, why="which of them?", by=building.cleo) == ["mia"]
    assert vault.reveal_same_number(person=building.mia, why="which?", by=building.cleo) == [f"key {key.ref}"]


def test_the_same_number_is_found_under_an_older_key_too(building, filled, settings):
    settings.VAULT_KEYS = settings.VAULT_KEYS | {2: b"2" * 32}
    key, _digest = a_key(building)
    assert vault.fill(key=key, details=DETAILS, by=building.cleo).number_is_kept


def test_nothing_is_filled_in_about_somebody_whose_account_is_closed(building, filled):
    """Neither after an erasure nor in the midst of one."""
    leaving.ask_for_erasure(person=building.mia, by=building.mia)
    with pytest.raises(PermissionDenied):
        vault.fill(person=building.mia, details=DETAILS, by=building.cleo)
    leaving.leave(person=building.max, hide_texts=False, by=building.max)
    with pytest.raises(PermissionDenied, match="closed"):
        vault.fill(person=building.max, details=DETAILS, by=building.cleo)
    assert not Identity.objects.exists()


def test_what_is_destroyed_is_gone(building, filled):
    assert vault.destroy(person=building.mia)
    assert not Identity.objects.exists()
    assert not vault.destroy(person=building.mia)


# --- how it is kept


def test_the_row_holds_nothing_in_the_clear(building, filled):
    [row] = Identity.objects.values()
    values = (bytes(value) if isinstance(value, memoryview) else value for value in row.values())
    kept = b" ".join(value if isinstance(value, bytes) else str(value).encode() for value in values)
    for plain in (NAME, NUMBER, "943 476 5919", BORN.isoformat(), ADDRESS, "e-mail"):
        assert plain.encode() not in kept
        assert plain.split()[0].encode() not in kept


def test_a_value_moved_to_another_row_or_field_does_not_open(building, filled):
    other = vault.fill(person=building.max, details=DETAILS, by=building.cleo).identity
    Identity.objects.filter(pk=filled.pk).update(real_name=other.real_name)
    with pytest.raises(keyring.CannotBeOpened):
        shown(building)
    Identity.objects.filter(pk=filled.pk).update(real_name=filled.nhs_number)
    with pytest.raises(keyring.CannotBeOpened):
        shown(building)


def test_a_changed_value_does_not_open(building, filled):
    for place in range(0, len(filled.real_name), 7):
        changed = bytearray(filled.real_name)
        changed[place] ^= 1
        with pytest.raises(keyring.CannotBeOpened):
            keyring.unseal(bytes(changed), row=filled.ref, field=Field.REAL_NAME)


def sealed(name):
    return keyring.seal(Texts({Field.REAL_NAME: name}), Field.REAL_NAME, row="r")


def test_a_short_name_is_as_long_as_a_long_one(building):
    lengths = {len(sealed(name)) for name in ("Al", NAME, "x" * 60)}
    assert len(lengths) == 1


def test_the_same_value_is_never_encrypted_alike():
    assert sealed(NAME) != sealed(NAME)


def test_without_the_key_nothing_opens(building, filled, settings):
    settings.VAULT_KEYS = {2: b"2" * 32}
    with pytest.raises(keyring.CannotBeOpened):
        shown(building)


# --- what a report of an error would show


def variables_of(error: BaseException) -> str:
    """As the reporters of errors do: every variable of every frame, printed, and what it holds one step in."""
    told, frame = [], error.__traceback__
    while frame:
        for value in frame.tb_frame.f_locals.values():
            told.append(repr(value))
            if isinstance(value, dict):
                told += [repr(one) for one in [*value.keys(), *value.values()] if not isinstance(value, dict)]
        frame = frame.tb_next
    return " ".join(told)


@pytest.mark.parametrize("step", ["_bound", "blind_index", "newest", "_padded"])
def test_an_error_on_the_way_shows_no_value(step, building, monkeypatch):
    form = DetailsForm(TYPED)
    assert form.is_valid()
    monkeypatch.setattr(keyring, step, lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError) as caught:
        vault.fill(person=building.mia, details=form.details(), by=building.cleo)
    told = variables_of(caught.value)
    assert "mia" in told
    for plain in ("Canary", "canary", NUMBER, BORN.isoformat()):
        assert plain not in told


def test_an_error_while_revealing_shows_no_value(building, filled, monkeypatch):
    monkeypatch.setattr(vault, "in_words", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError) as caught:
        shown(building)
    told = variables_of(caught.value)
    assert "anary" not in told, told[max(0, told.find("anary") - 400) : told.find("anary") + 80]


@pytest.mark.parametrize("thing", [DETAILS, DETAILS.contact, DETAILS.texts(), vault.Revealed(IN_WORDS)])
def test_printing_it_shows_nothing(thing):
    for said in (repr(thing), str(thing), f"{thing}", f"{[thing]}"):
        assert "Canary" not in said
        assert "canary" not in said
        assert NUMBER not in said


# --- what is typed


def test_the_form_takes_what_a_clinician_types():
    form = DetailsForm(TYPED)
    assert form.is_valid(), form.errors
    assert form.details().texts() == DETAILS.texts()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("real_name", ""), ("nhs_number", "943 476 5918"), ("nhs_number", "12"), ("date_of_birth_year", "2190"),
        ("date_of_birth_day", "31"), ("contact_to", ""),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_at_its_question(field, value):
    typed = TYPED | {field: value} | ({"date_of_birth_month": "2"} if field == "date_of_birth_day" else {})
    form = DetailsForm(typed)
    assert not form.is_valid()
    assert list(form.errors) == [field.removesuffix("_day").removesuffix("_year")]


@pytest.mark.parametrize("written", ["9434765919", "943 476 5919", "943-476-5919", " 401 023 2137 "])
def test_an_nhs_number_is_known_by_its_check_digit(written):
    assert nhs_number.plain(written).isdigit()


def test_every_wrong_digit_of_an_nhs_number_is_noticed():
    for place in range(10):
        for digit in set("0123456789") - {NUMBER[place]}:
            wrong = NUMBER[:place] + digit + NUMBER[place + 1 :]
            with pytest.raises(ValidationError):
                nhs_number.plain(wrong)


@pytest.mark.parametrize("written", ["", "943476591", "94347659190", "943476591A", "٩٤٣٤٧٦٥٩١٩"])
def test_what_is_no_number_is_refused(written):
    with pytest.raises(ValidationError):
        nhs_number.plain(written)
