"""Many keys out of a file: all of them or none, each wrong line named, a slip for each."""

import re
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from community.people import keys
from community.people.keys import batch_file
from community.people.models import AuditEntry, Key, KeyBatch
from community.people.vault import actions as vault
from community.people.vault.details import Details, Field
from tests import canaries

ADDRESS = "/keys/many/eating-disorders/"
GOOD = "reference,role,rooms,last_day\nW-1,Patient,Harbour,\nW-2,carer,onward; Lantern,2035-03-31\n"


def send(client, text: str | bytes, once: str = ""):
    raw = text.encode() if isinstance(text, str) else text
    file = SimpleUploadedFile("keys.csv", raw, content_type="text/csv")
    return client.post(ADDRESS, {"lines": file, "expires_in": "7", "once": once or str(uuid.uuid4())})


def codes_on(page: str) -> list[str]:
    return re.findall(r'Your code: <code class="as-code">([^<]+)</code>', page)


def test_a_good_file_makes_a_sheet_of_keys_that_open_what_its_lines_say(building, sign_in):
    page = send(sign_in(building.cleo), GOOD).content.decode()
    first, second = (keys.find(keys.digest_of(code)) for code in codes_on(page))
    assert (first.reference, first.role, first.opens_until) == ("W-1", "patient", None)
    assert {room.slug for room in second.rooms.all()} == {"onward", "lantern"}
    assert f"{second.opens_until}" == "2035-03-31"
    assert first.batch == second.batch
    assert AuditEntry.objects.filter(did="issued 2 keys", what=f"batch:{first.batch.ref}").exists()


def test_a_slip_names_no_room_no_service_and_no_role(building, sign_in):
    page = send(sign_in(building.cleo), GOOD).content.decode()
    slips = page[page.index('class="as-slips"') : page.index("</main>")]
    for word in ("Harbour", "Lantern", "Onward", "Eating", "eating", "atient", "arer", "clinic", "recover"):
        assert word not in slips, word
    assert "http://testserver/join/" in slips


@pytest.mark.parametrize("once_more", ["same form", "another form"])
def test_a_form_that_is_sent_twice_makes_its_keys_once(once_more, building, sign_in):
    client, once = sign_in(building.cleo), str(uuid.uuid4())
    send(client, GOOD, once)
    answer = send(client, GOOD, once if once_more == "same form" else "")
    assert answer.status_code == (302 if once_more == "same form" else 200)
    assert Key.objects.count() == (2 if once_more == "same form" else 4)


WRONG = {
    "reference,role,rooms\nW-1,Patient,Harbour\nW-2,King,Harbour\n": "Line 3, role: Write one of: Patient",
    "reference,role,rooms\nMia Miller,Patient,Harbour\n": "Line 2, reference:",
    "reference,role,rooms\nW-1,Patient,Worry\n": "Line 2, rooms: Write rooms of this service",
    "reference,role,rooms\nW-1,Patient,\n": "Line 2, rooms: Fill it in",
    "reference,role,rooms\nW-1,Clinician,Harbour\n": "Line 2, role:",
    "reference,role,rooms\n\nW-1,Patient,Harbour\nw-1,Carer,Onward\n": "Line 4, reference: line 3 has it too",
    "reference,role,rooms,last_day\nW-1,Patient,Harbour,soon\n": "Line 2, last_day: Write the day as",
    "reference,role,rooms,last_day\nW-1,Patient,Harbour,2020-01-01\n": "Line 2, last_day: The last day is over",
    "reference,role\nW-1,Patient\n": "Missing: rooms",
    "reference,role,rooms\nW-1,Patient,Harbour,Onward\n": "Line 2: it has more cells than there are headings",
    "reference,role,rooms,nhs_number\nW-1,Patient,Harbour,123\n": "Line 2, nhs_number:",
    "reference,role,rooms,date_of_birth\nW-1,Patient,Harbour,2999-01-01\n": "Line 2, date_of_birth:",
    "reference,role,rooms,e_mail\nW-1,Patient,Harbour,not an address\n": "Line 2, e_mail:",
    "reference,role,rooms,real_weight\nW-1,Patient,Harbour,x\n": "may name each of these columns once",
    "reference,role,rooms\n": "no line under its headings",
    "reference,role,rooms\n" + "".join(f"W-{n},Patient,Harbour\n" for n in range(501)): "more than 500 lines",
    'reference,role,rooms\nW-1,"Patient,Harbour\n': "not a CSV file",
    b"\xff\xfe\x00r\x00": "not a CSV file",
    b"reference,role,rooms\nW-1,Pa\x00tient,Harbour\n": "",
    "x" * 600_000: "too large",
}  # fmt: skip


@pytest.mark.parametrize("text", WRONG, ids=lambda text: repr(text[:40]))
def test_a_file_with_a_wrong_line_makes_no_key_and_names_the_line(text, building, sign_in):
    page = send(sign_in(building.cleo), text).content.decode()
    assert "There is a problem" in page
    assert WRONG[text] in page.replace("&#x27;", "'")
    assert not Key.objects.exists()
    assert not KeyBatch.objects.exists()


def test_every_wrong_line_is_named_at_once(building):
    rows = "".join(f"W-{n},{'King' if n % 2 else 'Patient'},Harbour\n" for n in range(10))
    read = batch_file.read(f"reference,role,rooms\n{rows}".encode(), service=building.eating_disorders)
    assert [told.split(",")[0] for told in read.wrong] == [f"Line {n}" for n in (3, 5, 7, 9, 11)]


def test_a_spreadsheet_that_parts_by_semicolons_is_read_too(building):
    text = "\ufeffReference;Role;Rooms;Last day\r\nW-1;Patient;Harbour;31/03/2035\r\n"
    read = batch_file.read(text.encode(), service=building.eating_disorders)
    assert not read.wrong
    assert read.lines[0].rooms == (building.harbour.pk,)


def test_five_hundred_lines_are_a_batch(building, sign_in):
    rows = "".join(f"W-{n},Patient,Harbour\n" for n in range(500))
    page = send(sign_in(building.cleo), f"reference,role,rooms\n{rows}").content.decode()
    assert len(set(codes_on(page))) == 500
    assert Key.objects.count() == 500


@pytest.mark.parametrize("who", ["mia", "pat", "edie", "sam", "zed", "clara"])
def test_nobody_else_issues_batches_of_the_service(who, building, sign_in):
    assert send(sign_in(getattr(building, who)), GOOD).status_code == 404
    assert not Key.objects.exists()


def test_a_lost_sheet_is_withdrawn_but_not_what_was_opened(building, sign_in):
    client = sign_in(building.cleo)
    first, _second = codes_on(send(client, GOOD).content.decode())
    keys.redeem(digest=keys.digest_of(first), joining=keys.Joining("slow-tide", "boat", "!", "2026-11"))
    batch = KeyBatch.objects.get()
    assert sign_in(building.clara).get(f"/keys/sheets/{batch.ref}/withdraw/").status_code == 404
    assert "1 key of the sheet" in client.get(f"/keys/sheets/{batch.ref}/withdraw/").content.decode()
    client.post(f"/keys/sheets/{batch.ref}/withdraw/", {"why": "lost on the bus"})
    assert [key.state for key in Key.objects.order_by("reference")] == ["opened", "withdrawn"]


def test_who_they_are_goes_from_the_file_to_the_vault_and_onto_no_page(building, sign_in):
    text = (
        "reference,role,rooms,real_name,nhs_number,date_of_birth,phone\n"
        "W-1,Patient,Harbour,Rosa Lindqvist,943 476 5919,27/03/1998,01632 960777\n"
    )
    page = send(sign_in(building.cleo), text).content.decode()
    texts = Key.objects.get().identity.texts()
    assert texts[Field.REAL_NAME] == "Rosa Lindqvist"
    assert texts[Field.NHS_NUMBER] == "9434765919"
    assert texts[Field.CONTACT] == "phone 01632 960777"
    assert not any(told in page for told in ("Lindqvist", "943", "1998", "960777"))


TWICE = "reference,role,rooms,nhs_number\n" + "".join(
    f"W-{n},Patient,Harbour,{number}\n"
    for n, number in enumerate(["943 476 5919", "9434765919", "4505577104", "8686310583", "", ""])
)


def test_an_nhs_number_that_is_kept_twice_is_told_and_no_key_is_lost(building, sign_in, settings):
    """Twice in the file, and of somebody who is here, whatever key encrypted them; not of a key that is shut."""
    numbers = {"mia": "4505577104", "max": "8686310583"}
    for handle, number in numbers.items():
        vault.fill(person=getattr(building, handle), details=Details(nhs_number=number), by=building.cleo)
    settings.VAULT_KEYS = settings.VAULT_KEYS | {2: b"2" * 32}
    shut, _code = keys.issue(
        service=building.eating_disorders, rooms=[building.harbour.pk], role="patient", by=building.cleo,
        details=Details(nhs_number="9434765919"),
    )  # fmt: skip
    keys.withdraw(key=shut, by=building.cleo, why="lost")
    page = send(sign_in(building.cleo), TWICE).content.decode()
    assert len(codes_on(page)) == 6
    kept = {key.reference: key for key in Key.objects.filter(reference__in=["W-0", "W-1", "W-2", "W-3"])}
    told = re.findall(r'href="/keys/(\w+)/same-number/"', page)
    assert told == [kept[name].ref for name in sorted(kept)]
    assert not any(named in page for named in ("mia", "max", "943"))
    learnt = AuditEntry.objects.filter(who="cleo", did="learnt that an NHS number is kept")
    assert {one.what for one in learnt} == {f"key:{key.ref}" for key in kept.values()}
    assert not AuditEntry.objects.filter(did=vault.REVEALED).exists()


def issue_for(building, number: str, reference: str = "W-7", by: str = "cleo") -> Key:
    where = building.eating_disorders if by == "cleo" else building.talking_therapies
    key, _code = keys.issue(
        service=where, rooms=[where.rooms.first().pk], role="patient", by=getattr(building, by),
        reference=reference, details=Details(nhs_number=number),
    )  # fmt: skip
    return key


def test_whom_a_number_is_kept_for_is_a_reveal_with_a_reason_that_the_manager_reads(building, sign_in):
    """By handle for somebody who is here, by the clinic's own number for a key that waits; each is written down."""
    vault.fill(person=building.mia, details=Details(nhs_number="4505577104"), by=building.cleo)
    issue_for(building, "4505577104", "W-6")
    key = issue_for(building, "4505577104")
    client, address = sign_in(building.cleo), f"/keys/{key.ref}/same-number/"
    for asked in (client.get(address), client.post(address, {"why": " "})):
        assert "mia" not in asked.content.decode()
    assert not AuditEntry.objects.filter(did=vault.REVEALED).exists()
    page = client.post(address, {"why": "two letters came back"}).content.decode()
    assert re.findall(r"<li>([^<]*)</li>", page[page.index("<h1") : page.index("</main>")]) == [
        "key W-6",
        "mia",
    ]
    assert "450" not in page
    assert "mia" not in client.get(address).content.decode()
    listed = sign_in(building.sam).get("/reveals/").content.decode()
    assert listed.count("two letters came back") == 2
    assert all(named in listed for named in (">mia<", "Key W-6", "NHS number"))


def test_whom_a_number_is_kept_for_asks_for_a_fresh_sign_in(building, sign_in):
    vault.fill(person=building.mia, details=Details(nhs_number="4505577104"), by=building.cleo)
    key, client = issue_for(building, "4505577104"), sign_in(building.cleo)
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 301
    session.save()
    assert "again/" in client.post(f"/keys/{key.ref}/same-number/", {"why": "two letters"})["Location"]
    assert not AuditEntry.objects.filter(did=vault.REVEALED).exists()


@pytest.mark.parametrize("who", ["mia", "pat", "edie", "sam", "zed", "gil", "clara"])
def test_whom_a_number_is_kept_for_is_no_page_of_anybody_else(who, building, sign_in):
    vault.fill(person=building.mia, details=Details(nhs_number="4505577104"), by=building.cleo)
    key, by = issue_for(building, "4505577104"), getattr(building, who)
    for address in (f"/keys/{key.ref}/same-number/", f"/people/{building.mia.ref}/identity/same-number/"):
        assert sign_in(by).post(address, {"why": "let me see"}).status_code == 404
    assert vault.reveal_same_number(key=key, why="let me see", by=by) == []
    assert not AuditEntry.objects.filter(did=vault.REVEALED).exists()


def test_whom_a_number_is_kept_for_stops_at_the_wall_between_services(building):
    """Another service has the number too: neither learns of the other."""
    vault.fill(person=building.kit, details=Details(nhs_number="4505577104"), by=building.clara)
    key = issue_for(building, "4505577104")
    assert vault.reveal_same_number(key=key, why="two letters", by=building.cleo) == []


def test_a_file_of_new_numbers_warns_of_nothing(building, sign_in):
    page = send(sign_in(building.cleo), "\n".join(TWICE.splitlines()[:2])).content.decode()
    assert len(codes_on(page)) == 1
    assert "already" not in page
    assert "kept for somebody else" not in page


def test_a_wrong_line_tells_nothing_of_who_it_is_about(building):
    text = (
        "reference,role,rooms,real_name,nhs_number,e_mail\nW-1,King,Harbour,Rosa Lindqvist,9434765910,rosa@\n"
    )
    told = " ".join(batch_file.read(text.encode(), service=building.eating_disorders).wrong)
    assert "Line 2, nhs_number" in told
    assert not any(secret in told for secret in ("Rosa", "9434765910", "rosa@"))


def test_after_a_sheet_and_a_look_at_who_has_a_number_nothing_of_it_stands_in_the_clear(building, sign_in):
    """Not in a row, a session, an audit entry or a job."""
    vault.fill(person=building.mia, details=Details(nhs_number="4505577104"), by=building.cleo)
    client = sign_in(building.cleo)
    send(client, "reference,role,rooms,real_name,nhs_number,e_mail\n"
         "W-1,Patient,Harbour,Rosamund Lindqvist-Canary,4505577104,rosamund@canary-home.example\n")  # fmt: skip
    key = Key.objects.get(reference="W-1")
    client.post("/keys/", {"number": "450 557 7104"})
    client.post(f"/keys/{key.ref}/same-number/", {"why": "two letters came back"})
    told = {
        word: word
        for word in ("Rosamund Lindqvist-Canary", "4505577104", "450 557 7104", "rosamund@canary-home")
    }
    assert canaries.Canaries(told).found_in({"database": canaries.database()}) == []
    assert AuditEntry.objects.filter(did=vault.REVEALED).exists()
