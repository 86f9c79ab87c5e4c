"""How one wants to be told."""

from datetime import time
from typing import Any

from django import forms

from cms.forms import ask
from community.notices.kinds import NoticeKind, how
from community.notices.models import NoticeSettings, Rhythm

OPTIONAL = [kind for kind in NoticeKind if not how(kind).always]
HOURS = [(f"{hour:02d}:00", f"{hour:02d}:00") for hour in range(24)]


class SettingsForm(forms.Form):
    mark_optional = False

    told = ask(
        forms.MultipleChoiceField(
            label="Tell me here when", required=False, widget=forms.CheckboxSelectMultiple,
            choices=[(kind.value, kind.label) for kind in OPTIONAL],
            help_text="Messages, and what the team decides about something of yours, are always told here.",
        )
    )  # fmt: skip
    rhythm = ask(
        forms.ChoiceField(
            label="How often may we send you an e-mail?", choices=Rhythm.choices, widget=forms.RadioSelect,
            help_text="It only says that there is something new. It never says what, who or where.",
        )
    )  # fmt: skip
    mailed = ask(
        forms.MultipleChoiceField(
            label="Send an e-mail when", required=False, widget=forms.CheckboxSelectMultiple,
            choices=[(kind.value, kind.label) for kind in NoticeKind],
        )
    )  # fmt: skip
    quiet_from = ask(
        forms.ChoiceField(
            label="No e-mail from", choices=HOURS, help_text="The same hour twice: no quiet hours.",
        )
    )  # fmt: skip
    quiet_until = ask(forms.ChoiceField(label="No e-mail until", choices=HOURS))

    def __init__(self, now: NoticeSettings, off: set[str], data: Any = None) -> None:
        initial = {
            "told": [kind.value for kind in OPTIONAL if kind.value not in off],
            "rhythm": now.rhythm,
            "mailed": [kind.value for kind in NoticeKind if now.mails(kind)],
            "quiet_from": f"{now.quiet_from:%H:00}",
            "quiet_until": f"{now.quiet_until:%H:00}",
        }
        super().__init__(data, initial=initial)
        if not now.person.works_here:
            for name in ("told", "mailed"):
                asked: Any = self.fields[name]
                asked.choices = [(kind, label) for kind, label in asked.choices if not how(kind).for_staff]

    def chosen(self) -> dict[str, Any]:
        """As `actions.change_settings` takes it."""
        given = self.cleaned_data
        return {
            "off": [kind.value for kind in OPTIONAL if kind.value not in given["told"]],
            "mailed": {kind.value: kind.value in given["mailed"] for kind in NoticeKind},
            "rhythm": Rhythm(given["rhythm"]),
            "quiet_from": time.fromisoformat(given["quiet_from"]),
            "quiet_until": time.fromisoformat(given["quiet_until"]),
        }
