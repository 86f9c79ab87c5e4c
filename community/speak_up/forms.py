"""One question a page."""

from typing import Any

from django import forms

from cms.forms import ask
from community.speak_up.models import Reader
from community.speak_up.uploads import MOST_FILES

MOST_CHARACTERS = 20_000

TOPICS = [
    ("bullying", "Bullying or harassment"),
    ("patient_safety", "Patient safety"),
    ("fraud", "Fraud or misuse of money"),
    ("discrimination", "Discrimination"),
    ("other", "Something else"),
]


class TopicForm(forms.Form):
    topic = ask(
        forms.ChoiceField(label="What is it about?", choices=TOPICS, widget=forms.RadioSelect), heading=True
    )


class WhatForm(forms.Form):
    what = ask(
        forms.CharField(
            label="What happened?", max_length=MOST_CHARACTERS, widget=forms.Textarea,
            help_text="Say what you saw or heard. Leave out names of patients: we do not need them. The way you write,"
            " and what only few people know, can point to you.",
        ),
        heading=True, rows=12,
    )  # fmt: skip


class WhereForm(forms.Form):
    where = ask(
        forms.CharField(
            label="Where and when was it?", max_length=1_000, required=False, widget=forms.Textarea,
            help_text="In a small team this alone can show who you are. You can leave it empty.",
        ),
        heading=True, rows=4,
    )  # fmt: skip


class ReadersForm(forms.Form):
    readers = ask(
        forms.MultipleChoiceField(
            label="Who should read it?",
            widget=forms.CheckboxSelectMultiple,
            help_text="Choose one or more. Leave out anybody it is about, or who is close to them. Nobody else can read it,"
            " and you will see if one of them gives it to somebody else.",
        ),
        heading=True,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = list(Reader.objects.offered())
        field = self.fields["readers"]
        field.choices = [(one.ref, one.name) for one in offered]  # type: ignore[attr-defined]
        ask(
            field, heading=True,
            hints={one.ref: f"{one.says}{' Does not work for the trust.' if one.outside else ''}" for one in offered},
        )  # fmt: skip


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """A list of files."""

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = data if isinstance(data, (list, tuple)) else [data] if data else []
        return [super(FilesField, self).clean(one, initial) for one in given]


class SendForm(forms.Form):
    """The last page. `work` is the browser's sum; `more` is a trap that people do not see."""

    originals = forms.BooleanField(
        label="Also keep the files as they are, sealed",
        required=False,
        help_text="Only if it matters where, when or with what they were made. That can show who you are.",
    )
    work = forms.CharField(required=False, max_length=12, widget=forms.HiddenInput)
    more = forms.CharField(required=False, max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["attachments"] = FilesField(
            label="Add files, if you have any",
            required=False,
            widget=ManyFiles,
            help_text=f"Up to {MOST_FILES}, each up to 5 MB: pictures, PDF or plain text. We keep a clean copy, without the"
            " name of the file and without what a camera or program wrote into it. Look at what the pictures show.",
        )

    def clean_attachments(self) -> list[Any]:
        files: list[Any] = self.cleaned_data["attachments"]
        if len(files) > MOST_FILES:
            raise forms.ValidationError(f"Choose at most {MOST_FILES} files.")
        return files

    def clean_more(self) -> str:
        if self.cleaned_data["more"]:
            raise forms.ValidationError("Leave the last box empty: only programs fill it in.")
        return ""


class ReceiptForm(forms.Form):
    receipt = ask(
        forms.CharField(
            label="Your seven words", max_length=128,
            help_text="In the order in which you got them. Capitals and spaces do not matter.",
            widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"}),
        )
    )  # fmt: skip


class MoreForm(forms.Form):
    text = ask(forms.CharField(label="Write more", max_length=MOST_CHARACTERS, widget=forms.Textarea), rows=6)


STEPS: dict[str, type[forms.Form]] = {
    "topic": TopicForm,
    "what": WhatForm,
    "where": WhereForm,
    "readers": ReadersForm,
}
