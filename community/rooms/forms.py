"""What a member writes. Forms only validate; what was written comes back with every error."""

from functools import partial
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from cms.forms import ask
from community.people.models import Person
from community.rooms import notes
from community.rooms.actions import pictures as picture_actions
from community.rooms.composing import Place, Written, fingerprint
from community.rooms.models import Draft, Picture, Post
from community.rooms.models.profiles import LONGEST_ABOUT
from community.rooms.pictures import NotAPicture, copy_pixels

BODY_LENGTH = 20_000
TITLE_LENGTH = 120
WHO_READS = "The team and a word list read what you write here. It is not an emergency service."
DRAFTED = ("title", "body", "notes", "reply_to", "picture_words", "seen")


class Quiet(forms.CharField):
    """A hidden field. Nobody typed it, so nobody is told of a mistake in it: it is as if it were not there."""

    widget = forms.HiddenInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)

    def clean(self, value: Any) -> str:
        try:
            return str(super().clean(value))
        except forms.ValidationError:
            return ""


class QuietNumber(Quiet):
    def clean(self, value: Any) -> int:  # type: ignore[override]
        text = super().clean(value)
        return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


class Drafting(forms.Form):
    """What is written in it can be kept before it is sent."""

    draft = QuietNumber(max_length=18)

    def drafted(self) -> dict[str, str]:
        """The words as they are typed, valid or not, for a draft: at most what would fit, nothing a database refuses."""
        found = {name: _storable(name, self.data) for name in DRAFTED if name in self.fields}
        return {name: text for name, text in found.items() if text}

    def now_seen(self, name: str, value: str) -> None:
        """The page that this form comes back on shows newer words: its next Send knows of them."""
        data: QueryDict = self.data.copy()  # type: ignore[attr-defined]
        data[name] = value
        self.data = data

    @property
    def draft_seen(self) -> int:
        return QuietNumber(max_length=18).clean(self.data.get("draft", ""))


class Composer(Drafting):
    """One form for a new thread, a reply and an edit; fields that a place has no use for are not there."""

    title = forms.CharField(
        label="What is it about?", help_text="A few words. Everyone in this room sees them.",
        max_length=TITLE_LENGTH,
    )  # fmt: skip
    body = ask(
        forms.CharField(
            label="Your post", help_text=WHO_READS, max_length=BODY_LENGTH, widget=forms.Textarea
        ),
        rows=6,
    )
    notes = ask(
        forms.MultipleChoiceField(
            label="Content notes", help_text="Others see these first, and choose whether to open your post.",
            required=False, widget=forms.CheckboxSelectMultiple,
        ),
        small=True,
    )  # fmt: skip
    picture = forms.FileField(
        label="A picture", help_text="JPEG, PNG or WebP. We take off its hidden data, such as where it was taken.",
        required=False, widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )  # fmt: skip
    picture_words = forms.CharField(
        label="What is in the picture?",
        help_text="For people who cannot see it.",
        max_length=300,
        required=False,
    )
    picture_kept = Quiet(max_length=20)
    reply_to = QuietNumber(max_length=9)
    form_key = Quiet(max_length=60)
    seen = Quiet(max_length=24)

    def __init__(
        self,
        place: Place,
        person: Person,
        data: Any = None,
        files: MultiValueDict[str, UploadedFile] | None = None,
        *,
        draft: Draft | None = None,
        reply_to: str = "",
    ) -> None:
        super().__init__(data, files, initial=_initial(place, person, draft, reply_to))
        self.place, self.person = place, person
        self._kept: Picture | None = None
        for name in _not_here(place):
            del self.fields[name]
        self.fields["body"].label = "Your post" if place.is_new or place.is_edit else "Your reply"
        names = [note.name for note in notes.notes_of(place.room.service_id)]
        self.fields["notes"].choices = [(name, name) for name in names]  # type: ignore[attr-defined]

    def take_up(self, sent: QueryDict) -> None:
        """What was sent too late, and came back (`signing_in/keeper.py`): shown, and not yet held to any rule."""
        for name, asked in self.fields.items():
            if name in sent:
                self.initial[name] = asked.widget.value_from_datadict(sent, MultiValueDict(), name)

    def clean_picture(self) -> None:
        """Copied at once and kept for this author alone, so that a question back does not lose it."""
        uploaded: UploadedFile | None = self.cleaned_data.get("picture")
        if uploaded is None:
            return
        try:
            copied = copy_pixels(uploaded.read())
        except NotAPicture as no:
            raise forms.ValidationError(str(no)) from no
        self._kept = picture_actions.keep(copied=copied, room=self.place.room, by=self.person)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if "picture" not in self.fields:
            return given
        ref = given.get("picture_kept", "")
        self._kept = self._kept or (self._mine().filter(ref=ref).first() if ref else None)
        if self._kept is not None and not given.get("picture_words", "").strip():
            self.add_error("picture_words", "Say in a few words what is in the picture.")
        return given

    def _mine(self) -> Any:
        return Picture.objects.unused().filter(by=self.person, room=self.place.room)

    @property
    def takes_picture(self) -> bool:
        return "picture" in self.fields

    @property
    def kept_picture(self) -> Picture | None:
        """The picture that this form has brought along, for showing it beside the form."""
        if self._kept is None and "picture" in self.fields:
            ref = str(self["picture_kept"].value() or "")
            self._kept = self._mine().filter(ref=ref).first() if ref.isalnum() and len(ref) < 20 else None
        return self._kept

    def written(self) -> Written:
        """Of a valid form."""
        given = self.cleaned_data
        if self._kept is not None:
            self._kept.words = given["picture_words"].strip()
        return Written(
            body=given["body"],
            title=given.get("title", ""),
            notes=", ".join(given["notes"]),
            reply_to=self.answered(),
            picture=self._kept,
            picture_words=self._kept.words if self._kept else "",
            form_key=given["form_key"],
            draft=given["draft"],
            seen=given.get("seen", ""),
            fields=self.drafted(),
        )

    def answered(self) -> Post | None:
        """The post that this answers, if it stands."""
        number = str(self["reply_to"].value() or "") if "reply_to" in self.fields else ""
        if not (number.isascii() and number.isdigit() and 0 < len(number) < 9) or number == "0":
            return None
        return self.place.thread.posts.published().filter(number=int(number)).lean_with_authors().first()  # type: ignore[union-attr]


def _not_here(place: Place) -> list[str]:
    gone = [] if place.is_new else ["title"]
    if place.is_new or place.is_edit:
        gone.append("reply_to")
    if not place.is_edit:
        gone.append("seen")
    if place.is_edit or not place.room.pictures:
        gone += ["picture", "picture_words", "picture_kept"]
    return gone


def _initial(place: Place, person: Person, draft: Draft | None, reply_to: str) -> dict[str, Any]:
    given: dict[str, Any] = {"form_key": partial(place.form_key, person), "reply_to": reply_to[:9]}
    if place.post is not None:
        given |= {
            "body": place.post.comment,
            "notes": _names(place.post.notes),
            "seen": fingerprint(place.post.comment),
        }
    if draft is not None:
        given |= draft.fields | {"draft": draft.version, "notes": _names(draft.fields.get("notes", ""))}
        given["seen"] = draft.fields.get("seen") or given.get("seen", "")
    return given


def _names(notes: str) -> list[str]:
    return [name for name in notes.split(", ") if name]


def _storable(name: str, data: Any) -> str:
    text = ", ".join(data.getlist(name)[:20]) if name == "notes" else str(data.get(name, ""))
    return text[: BODY_LENGTH + 1_000].replace("\x00", "").encode("utf-8", "replace").decode()


class AboutForm(forms.Form):
    about = ask(
        forms.CharField(
            label="Something about you, if you like", required=False, max_length=LONGEST_ABOUT, widget=forms.Textarea,
            help_text=f"People in your rooms see it beside your name. Leave it empty to say nothing. {WHO_READS}",
        ),
        rows=4,
    )  # fmt: skip


class StoryForm(forms.Form):
    title = forms.CharField(label="What is your story called?", max_length=120)
    body = ask(
        forms.CharField(
            label="Your story", max_length=BODY_LENGTH, widget=forms.Textarea,
            help_text=f"What was hard, what helped, where you are now. Leave numbers out. {WHO_READS}",
        ),
        rows=14,
    )  # fmt: skip


class RefuseForm(forms.Form):
    sentence = forms.CharField(
        label="What shall we tell them?",
        help_text="They read this. Say what they can change.",
        max_length=200,
    )


class DraftForm(forms.Form):
    """A draft to throw away, by its place."""

    place = forms.CharField(max_length=40)


class MuteForm(forms.Form):
    MUTE, BLOCK = "mute", "block"

    what = ask(
        forms.ChoiceField(
            label="What do you want?", widget=forms.RadioSelect, initial="mute",
            choices=[("mute", "Mute them"), ("block", "Mute and block them")],
        ),
        hints={
            "mute": "What they write is hidden from you. You can still open a post if you want to.",
            "block": "Also: they cannot send you messages, and you are not told when they answer or mention you.",
        },
    )  # fmt: skip
