"""Reading the file of a batch. Either every line is right, or each wrong one is named and nothing is issued."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.views.decorators.debug import sensitive_variables

from community.people.keys.apart import in_words, pairs_apart
from community.people.keys.batches import Line
from community.people.keys.forms import check_last_day
from community.people.models import Service
from community.people.models.keys import REFERENCE
from community.people.roles import MEMBER_ROLES, Role
from community.people.vault.details import Contact, Details, How
from community.people.vault.forms import DetailsForm

MOST_LINES, MOST_BYTES = 500, 500_000
NEEDED = ("reference", "role", "rooms")
OTHERS = ("last_day", "why_both_rooms")
# Who it is for; these go to the vault.
WHO = ("real_name", "nhs_number", "date_of_birth", "e_mail", "phone")
DATES = ["%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y"]


# Where a line keeps what stands in it beyond the last heading: a comma too many moves every later cell.
TOO_MANY = ""


@dataclass
class Read:
    """`wrong` holds sentences, each with the number of its line as a spreadsheet shows it."""

    lines: list[Line] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


class LineForm(forms.Form):
    reference = forms.CharField(max_length=20, validators=[REFERENCE])
    role = forms.CharField()
    rooms = forms.CharField()
    last_day = forms.DateField(
        required=False,
        input_formats=DATES,
        error_messages={"invalid": "Write the day as 2027-03-31 or 31/03/2027."},
    )
    why_both_rooms = forms.CharField(required=False, max_length=200)

    def __init__(self, *args: Any, rooms: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_name = rooms

    def clean_role(self) -> Role:
        for role in Role:
            if role in MEMBER_ROLES and self.cleaned_data["role"].casefold() in (
                role.value,
                role.label.casefold(),
            ):
                return role
        known = ", ".join(role.label for role in Role if role in MEMBER_ROLES)
        raise forms.ValidationError(f"Write one of: {known}.")

    def clean_rooms(self) -> list[Any]:
        names = [name.strip() for name in self.cleaned_data["rooms"].split(";") if name.strip()]
        unknown = [name for name in names if name.casefold() not in self.by_name]
        if unknown or not names:
            raise forms.ValidationError("Write rooms of this service, with a semicolon between two.")
        return list({room.pk: room for room in (self.by_name[name.casefold()] for name in names)}.values())

    def clean_last_day(self) -> Any:
        return check_last_day(self.cleaned_data["last_day"])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        pairs = pairs_apart(given.get("rooms", []))
        if pairs and not given.get("why_both_rooms"):
            self.add_error("why_both_rooms", f"{in_words(pairs)}. Say why this person needs both.")
        return given


class WhoLineForm(forms.Form):
    """The rules are those of the vault's own form; nothing that was written stands in an error."""

    real_name = forms.CharField(required=False, max_length=120)
    nhs_number = forms.CharField(required=False, max_length=20)
    date_of_birth = forms.DateField(
        required=False,
        input_formats=DATES,
        error_messages={"invalid": "Write the day as 1998-03-27 or 27/03/1998."},
    )
    e_mail = forms.EmailField(required=False, max_length=200)
    phone = forms.CharField(required=False, max_length=40)

    clean_nhs_number = DetailsForm.clean_nhs_number
    clean_date_of_birth = DetailsForm.clean_date_of_birth

    def details(self) -> Details:
        given = self.cleaned_data
        how = How.E_MAIL if given["e_mail"] else How.PHONE if given["phone"] else None
        contact = Contact(how, given["e_mail"] or given["phone"]) if how else None
        return Details(given["real_name"], given["nhs_number"], given["date_of_birth"], contact)


@sensitive_variables()
def read(raw: bytes, *, service: Service) -> Read:
    """Never raises on whatever is in the file."""
    found = Read()
    try:
        rows = list(_rows(raw))
    except (UnicodeDecodeError, csv.Error):
        found.wrong.append(
            "This is not a CSV file in UTF-8. Save the spreadsheet as “CSV UTF-8” and try again."
        )
        return found
    except ValueError as told:
        found.wrong.append(str(told))
        return found
    if not rows:
        found.wrong.append("The file has no line under its headings.")
    rooms = _rooms_by_name(service)
    numbers: dict[str, int] = {}
    for number, row in rows:
        _read_line(number, row, rooms, numbers, found)
    return found


def _rows(raw: bytes) -> Iterator[tuple[int, dict[str, str]]]:
    """(number of the line, its cells by heading); empty lines are passed over."""
    if len(raw) > MOST_BYTES:
        raise ValueError("The file is too large. A batch has at most 500 lines.")
    text = raw.decode("utf-8-sig")
    first = text.split("\n", 1)[0]
    parted = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=parted, strict=True)
    headings = [cell.strip().casefold().replace(" ", "_") for cell in next(reader, [])]
    _check_headings(headings)
    count = 0
    for cells in reader:
        if any(cell.strip() for cell in cells):
            count += 1
            if count > MOST_LINES:
                raise ValueError("The file has more than 500 lines. Make two of it.")
            row = dict(zip(headings, (cell.strip() for cell in cells), strict=False))
            yield reader.line_num, row | {TOO_MANY: "".join(cells[len(headings) :]).strip()}


def _check_headings(headings: list[str]) -> None:
    missing = [name for name in NEEDED if name not in headings]
    strange = [name for name in headings if name not in NEEDED + OTHERS + WHO]
    if missing:
        raise ValueError(f"The first line has to name the columns. Missing: {', '.join(missing)}.")
    if strange or len(set(headings)) < len(headings):
        raise ValueError(
            f"The first line may name each of these columns once: {', '.join(NEEDED + OTHERS + WHO)}."
        )


def _rooms_by_name(service: Service) -> dict[str, Any]:
    rooms = list(service.rooms.prefetch_related("never_with"))
    return {room.slug.casefold(): room for room in rooms} | {room.name.casefold(): room for room in rooms}


@sensitive_variables()
def _read_line(
    number: int, row: dict[str, str], rooms: dict[str, Any], numbers: dict[str, int], found: Read
) -> None:
    if row[TOO_MANY]:
        found.wrong.append(
            f"Line {number}: it has more cells than there are headings. Put quotes round a comma."
        )
        return
    form, who = LineForm(row, rooms=rooms), WhoLineForm(row)
    wrong = {**form.errors, **who.errors}
    for name, errors in wrong.items():
        told = "Fill it in." if row.get(name, "") == "" and name in NEEDED else " ".join(map(str, errors))
        found.wrong.append(f"Line {number}, {name}: {told}")
    if wrong:
        return
    given = form.cleaned_data
    earlier = numbers.setdefault(given["reference"].casefold(), number)
    if earlier != number:
        found.wrong.append(f"Line {number}, reference: line {earlier} has it too.")
    ids = tuple(room.pk for room in given["rooms"])
    found.lines.append(
        Line(
            given["reference"], given["role"], ids, given["last_day"], given["why_both_rooms"], who.details()
        )
    )
