"""What the vault keeps of a person, while it is in the clear. None of these shows its content when printed: an
error report prints the variables of every frame it passes."""

from dataclasses import dataclass
from datetime import date

from django.db import models


class Field(models.TextChoices):
    REAL_NAME = "real_name", "Real name"
    NHS_NUMBER = "nhs_number", "NHS number"
    DATE_OF_BIRTH = "date_of_birth", "Date of birth"
    CONTACT = "contact", "Contact"


class How(models.TextChoices):
    """How somebody may be reached outside this site."""

    NOTHING = "nothing", "Do not contact me outside this site"
    E_MAIL = "e-mail", "E-mail"
    TEXT = "text", "Text message"
    PHONE = "phone", "Phone call"
    POST = "post", "Letter"


@dataclass(frozen=True, slots=True, repr=False)
class Contact:
    how: How = How.NOTHING
    value: str = ""

    def __str__(self) -> str:
        return "a contact"

    def text(self) -> str:
        return "nothing" if self.how == How.NOTHING else f"{How(self.how).value} {self.value}"

    @classmethod
    def read(cls, text: str) -> "Contact":
        """What `text()` wrote."""
        how, _space, value = text.partition(" ")
        return cls(How(how), value)


@dataclass(frozen=True, slots=True, repr=False)
class Details:
    """As the care team typed it. `nhs_number` is ten digits or empty; what is empty is not kept."""

    real_name: str = ""
    nhs_number: str = ""
    date_of_birth: date | None = None
    contact: Contact | None = None

    def __str__(self) -> str:
        return "details"

    def texts(self) -> "Texts":
        """Each given field as the text that is encrypted."""
        given = Texts()
        for field in (Field.REAL_NAME, Field.NHS_NUMBER):
            if text := getattr(self, field):
                given[field] = text
        if self.date_of_birth:
            given[Field.DATE_OF_BIRTH] = self.date_of_birth.isoformat()
        if self.contact:
            given[Field.CONTACT] = self.contact.text()
        return given


class Texts(dict[Field, str]):
    """Field -> its text, without showing it."""

    def __repr__(self) -> str:
        return f"Texts of {', '.join(self) or 'nothing'}"

    __str__ = __repr__


def in_words(texts: Texts, field: Field) -> str:
    """A revealed value as it is shown to the clinician."""
    if field is Field.NHS_NUMBER:
        return f"{texts[field][:3]} {texts[field][3:6]} {texts[field][6:]}"
    if field is Field.DATE_OF_BIRTH:
        return f"{date.fromisoformat(texts[field]):%-d %B %Y}"
    if field is Field.CONTACT:
        return _contact_in_words(texts)
    return texts[field]


def _contact_in_words(texts: Texts) -> str:
    label = How(texts[Field.CONTACT].partition(" ")[0]).label
    return ": ".join([label, *texts[Field.CONTACT].split(" ", 1)[1:]])
