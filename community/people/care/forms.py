"""What is asked about a member's care. Forms only validate."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from cms.forms import DayMonthYear, ask
from community.people.keys.forms import NeedsReasonForRoomsApart, check_last_day, last_day
from community.people.models import Person, PlannedAbsence, Service
from community.people.roles import Role

REAL_DATE = {"invalid": "Write a real date, such as 31 3 2027."}


def _day(label: str, *, back: int = 0, ahead: int = 3, **more: Any) -> forms.DateField:
    now = timezone.localdate().year
    years = range(now - back, now + ahead)
    return forms.DateField(label=label, widget=DayMonthYear(years=years), error_messages=REAL_DATE, **more)


class NameForm(forms.Form):
    clinician = ask(forms.ChoiceField(label="Who knows them?", widget=forms.RadioSelect))

    def __init__(self, *args: Any, service: Service, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        here = Person.objects.filter(
            appointments__service=service, appointments__role=Role.CLINICIAN, appointments__ended_at=None
        )
        self.people = {person.ref: person for person in here.distinct().order_by("handle")}
        self.fields["clinician"].choices = [(ref, one.handle) for ref, one in self.people.items()]  # type: ignore[attr-defined]

    def clean_clinician(self) -> Person:
        return self.people[self.cleaned_data["clinician"]]


class AbsenceForm(forms.Form):
    kind = ask(
        forms.ChoiceField(label="What is it?", choices=PlannedAbsence.Kind.choices, widget=forms.RadioSelect)
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["first_day"] = _day("The first day", back=1)
        self.fields["last_day"] = _day("The last day", back=0)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        first, last = given.get("first_day"), given.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", "The last day comes after the first.")
        elif last and last < timezone.localdate():
            self.add_error("last_day", "These days are over already. Choose a last day from today on.")
        elif first and last and (last - first).days >= 366:
            self.add_error("last_day", "Plan a year at most. You can plan again then.")
        return given


class TrainingForm(forms.Form):
    what = forms.CharField(label="What were they trained in?", max_length=120)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["trained_on"] = _day("When was the training?", back=3, ahead=1)
        self.fields["last_day"] = _day("Until when does it count?", help_text="Two years at most.")
        self.fields["become"] = ask(
            forms.BooleanField(label="Make them a recovered helper in their rooms now", required=False)
        )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        on, last = given.get("trained_on"), given.get("last_day")
        if on and on > timezone.localdate():
            self.add_error("trained_on", "Record a training once it has been.")
        if on and last and not on < last <= on + timedelta(days=732):
            self.add_error("last_day", "Choose a day after the training, and within two years of it.")
        return given


class DischargeForm(forms.Form):
    """One question a room: the last day, or none."""

    def __init__(self, *args: Any, rooms: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rooms = rooms
        for room in rooms:
            self.fields[f"room_{room.pk}"] = field = last_day()
            field.label = f"What is their last day in {room.name}?"
            field.help_text = "Leave it empty if they may stay."
            field.clean = _not_over(field.clean)  # type: ignore[method-assign]

    def last_days(self) -> dict[int, date | None]:
        return {room.pk: self.cleaned_data[f"room_{room.pk}"] for room in self.rooms}


def _not_over(clean: Any) -> Any:
    return lambda value: check_last_day(clean(value))


class OpenRoomsForm(NeedsReasonForRoomsApart):
    rooms = ask(forms.MultipleChoiceField(label="Which more rooms?", widget=forms.CheckboxSelectMultiple))

    def __init__(self, *args: Any, service: Service, held: set[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.service, self.held = service, frozenset(held)
        closed = service.rooms.exclude(pk__in=held)
        self.fields["rooms"].choices = [(room.pk, room.name) for room in closed]  # type: ignore[attr-defined]
        self.fields["opens_until"] = last_day()
        self.ask_about_rooms_apart()

    def clean_opens_until(self) -> date | None:
        return check_last_day(self.cleaned_data["opens_until"])
