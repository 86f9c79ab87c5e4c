"""One way to draw a form, so that every question in the house looks, reads and fails alike.

`FORM_RENDERER = "cms.forms.HouseRenderer"`. A page then writes

    <form method="post" novalidate>{% csrf_token %}{{ form }}<button class="nhsuk-button">Send</button></form>

or `{{ form.body.as_field_group }}` for a single field: label, hint, error, control, each tied to the other.
`novalidate`, because the browser's own bubbles would come before our words. The list of errors at the top
of the page comes from `base.html` for the form called `form`; others include `partials/error_summary.html`.
A bare `{{ form.body }}` is Django's own widget, untouched: Wagtail's admin shares this renderer.

How a question is asked is said where the field is made, with `ask`:

    mood = ask(forms.ChoiceField(label="How are you today?", choices=MOODS, widget=forms.RadioSelect),
               heading=True, caption="Question 1 of 9")                  # the label is the page's h1
    body = ask(forms.CharField(label="Your post", max_length=20_000, widget=forms.Textarea), rows=8)
    avatar = ask(AvatarField(label="Choose a picture", widget=forms.RadioSelect), pictures=picture_of)
    size = ask(forms.IntegerField(label="How many?"), width=3, suffix="people")

and, for forms made at run time, `ask(self.fields["answer"], heading=True)`. Only one field of a page may be
its heading; such a page leaves out its own h1.
A form whose fields are all optional (search, filters) sets `mark_optional = False`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.forms.utils import flatatt
from django.utils.functional import cached_property

AnyField = TypeVar("AnyField", bound=forms.Field)


@dataclass(frozen=True)
class Asking:
    """How one question is asked. Sizes are NHS label sizes (s, m, l, xl); widths are in characters."""

    heading: bool = False
    caption: str = ""
    size: str = ""
    hide_label: bool = False
    inline: bool = False
    small: bool = False
    width: int = 0
    rows: int = 0
    count: bool = True
    prefix: str = ""
    suffix: str = ""
    # value of a choice -> a line under it, or the address of a picture before it
    hints: Mapping[str, str] = field(default_factory=dict)
    pictures: Callable[[str], str] | None = None


def ask(a_field: AnyField, **how: Any) -> AnyField:
    """Say how `a_field` is asked; the keywords are those of `Asking`. Returns the same field."""
    a_field.asking = Asking(**how)  # type: ignore[attr-defined]
    return a_field


def day_and_time(label: str, *, example: str, show: bool = False, **more: Any) -> forms.DateTimeField:
    """A moment, typed in one box. `example` stands in the error, and in the hint where `show` is said."""
    if show:
        more.setdefault("help_text", f"For example, {example}.")
    told = {"invalid": f"Write the day and the time, for example {example}."}
    return forms.DateTimeField(label=label, error_messages=told, **more)


class DayMonthYear(forms.SelectDateWidget):
    """A date as three small boxes, which is quicker and surer than a calendar for a date one knows."""

    use_fieldset = True

    def boxes(self, name: str, value: Any) -> list[dict[str, Any]]:
        """Day, month, year: label, name, what stands in it, and how wide it is."""
        now = self.format_value(value) or {}
        given = {"day": self.day_field, "month": self.month_field, "year": self.year_field}
        return [
            {
                "label": part.capitalize(),
                "part": part,
                "name": pattern % name,
                "value": now.get(part) or "",
                "width": 4 if part == "year" else 2,
            }
            for part, pattern in given.items()
        ]


# The order matters: the first that fits wins.
KINDS: tuple[tuple[str, type[forms.Widget]], ...] = (
    ("date_boxes", DayMonthYear),
    ("checkboxes", forms.CheckboxSelectMultiple),
    ("radios", forms.RadioSelect),
    ("checkbox", forms.CheckboxInput),
    ("select", forms.Select),
    ("textarea", forms.Textarea),
    ("file", forms.FileInput),
    ("password", forms.PasswordInput),
    ("other", forms.MultiWidget),
    ("input", forms.widgets.Input),
)

CLASSES = {
    "select": "nhsuk-select",
    "textarea": "nhsuk-textarea",
    "file": "nhsuk-file-upload__input",
    "password": "nhsuk-input nhsuk-password-input__input nhsuk-js-password-input-input",
    "input": "nhsuk-input",
}


class HouseField(BoundField):
    """A field that knows how the house draws it. Its properties are read by `forms/field.html` alone."""

    @property
    def asking(self) -> Asking:
        return getattr(self.field, "asking", Asking())

    @property
    def kind(self) -> str:
        return next((kind for kind, widget in KINDS if isinstance(self.field.widget, widget)), "other")

    @property
    def label_size(self) -> str:
        if self.asking.size:
            return self.asking.size
        return "l" if self.asking.heading else "s"

    @property
    def is_optional(self) -> bool:
        """Whether to say "(optional)": what must be filled in is not marked, it is the rule."""
        if self.field.required or self.kind == "checkbox":
            return False
        return getattr(self.form, "mark_optional", True)

    @property
    def max_count(self) -> int | None:
        """Characters that a long answer may have, when it says how many are left."""
        if self.kind != "textarea" or not self.asking.count:
            return None
        return getattr(self.field, "max_length", None)

    @property
    def anchor(self) -> str:
        """The id an error at the top of the page leads to: the first control of the field."""
        if self.kind in {"radios", "checkboxes"}:
            return f"{self.auto_id}_0"
        if self.kind == "date_boxes":
            return f"{self.auto_id}_day"
        return self.id_for_label or self.auto_id

    @property
    def said_errors(self) -> list[str]:
        """The errors as a person reads them: "This field is required" becomes one that names the question."""
        bare = str(forms.Field.default_error_messages["required"])
        return [self._missing() if error == bare else str(error) for error in self.errors]

    def _missing(self) -> str:
        if self.kind in {"radios", "checkboxes", "select"}:
            return f"Choose an answer to “{self.label}”"
        return f"Tick “{self.label}”" if self.kind == "checkbox" else f"Fill in “{self.label}”"

    @property
    def use_fieldset(self) -> bool:
        return self.kind in {"radios", "checkboxes", "date_boxes"} or super().use_fieldset

    @cached_property
    def control(self) -> str:
        """The widget with the classes of its kind; its own classes and attributes stay."""
        own = self.field.widget.attrs.get("class", "")
        classes = [CLASSES.get(self.kind, ""), own]
        if self.errors and self.kind in {"input", "password", "textarea", "select"}:
            classes.append(f"nhsuk-{'input' if self.kind == 'password' else self.kind}--error")
        if self.asking.width:
            classes.append(f"nhsuk-input--width-{self.asking.width}")
        if self.max_count:
            classes.append("nhsuk-js-character-count")
        # A placeholder goes when one begins to type, and is too pale to read: the hint says it instead.
        attrs: dict[str, Any] = {"class": " ".join(name for name in classes if name), "placeholder": False}
        if self.max_count and self.aria_describedby is not None:
            attrs["aria-describedby"] = f"{self.aria_describedby} {self.auto_id}-info".strip()
        if self.asking.rows:
            attrs["rows"] = self.asking.rows
        if self.kind == "password":
            attrs.update(spellcheck="false", autocapitalize="none")
        return self.as_widget(attrs=attrs)

    @cached_property
    def options(self) -> list[dict[str, Any]]:
        """The choices of radios and checkboxes, each with its hint and its picture."""
        return [self._option(one.data) for one in self.subwidgets]

    def _option(self, data: dict[str, Any]) -> dict[str, Any]:
        value = "" if data["value"] is None else str(data["value"])
        hint = self.asking.hints.get(value, "")
        attrs = {key: kept for key, kept in data["attrs"].items() if key not in {"class", "required"}}
        if hint:
            attrs["aria-describedby"] = f"{attrs['id']}-hint"
        picture = self.asking.pictures(value) if self.asking.pictures and value else ""
        return {
            **data, "value": value, "attrs": attrs, "flat": flatatt(attrs), "hint": hint, "picture": picture
        }  # fmt: skip

    @property
    def has_pictures(self) -> bool:
        """For templates, which would call `pictures` instead of asking whether it is there."""
        return self.asking.pictures is not None

    @property
    def date_boxes(self) -> list[dict[str, Any]]:
        return self.field.widget.boxes(self.html_name, self.value())


class HouseRenderer(TemplatesSetting):
    """Forms, fields and fieldsets from `themes/<theme>/templates/forms/`; widgets stay Django's own."""

    form_template_name = "forms/form.html"
    formset_template_name = "forms/formset.html"
    field_template_name = "forms/field.html"
    bound_field_class = HouseField
