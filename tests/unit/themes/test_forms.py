"""How the house draws a question: every part tied to the control, every error led to it."""

import re

from django import forms
from django.template.loader import render_to_string

from cms.forms import DayMonthYear, HouseField, HouseRenderer, ask

FEELINGS = [("good", "Good"), ("low", "Low")]


class Asked(forms.Form):
    default_renderer = HouseRenderer

    title = forms.CharField(
        label="Title", help_text="A few words", error_messages={"required": "Write a title"}
    )
    body = ask(
        forms.CharField(label="Your post", max_length=500, widget=forms.Textarea, required=False), rows=7
    )
    mood = ask(
        forms.ChoiceField(label="How are you?", choices=FEELINGS, widget=forms.RadioSelect),
        heading=True,
        caption="Question 1 of 9",
        hints={"low": "We are here"},
    )
    topics = forms.MultipleChoiceField(choices=FEELINGS, widget=forms.CheckboxSelectMultiple, required=False)
    when = forms.DateField(label="When", widget=DayMonthYear(years=range(2026, 2030)))
    secret = forms.CharField(label="Password", widget=forms.PasswordInput(attrs={"placeholder": "Password"}))
    many = ask(forms.IntegerField(label="How many"), width=3, suffix="people")
    agree = forms.BooleanField(label="I agree")
    hidden = forms.CharField(widget=forms.HiddenInput, required=False)


def ids_in(html):
    return set(re.findall(r'\bid="([^"]+)"', html))


def described_in(html):
    return {one for ids in re.findall(r'aria-describedby="([^"]+)"', html) for one in ids.split()}


def test_every_description_and_label_points_at_something():
    for form in (Asked(), Asked({})):
        html = str(form)
        ids = ids_in(html)
        assert described_in(html) <= ids
        assert set(re.findall(r'\bfor="([^"]+)"', html)) <= ids
        assert len(re.findall(r'\bid="', html)) == len(ids), "an id twice"


def test_each_error_of_the_summary_leads_to_its_control():
    form = Asked({"topics": ["nonsense"]})
    summary = render_to_string("partials/error_summary.html", {"form": form})
    leads = set(re.findall(r'href="#([^"]+)"', summary))
    assert leads == {
        "id_title",
        "id_mood_0",
        "id_topics_0",
        "id_when_day",
        "id_secret",
        "id_many",
        "id_agree",
    }
    assert leads <= ids_in(str(form))
    assert "There is a problem" in summary
    assert 'role="alert"' in summary


def test_a_bare_required_names_its_question_and_a_written_one_stays():
    form = Asked({})
    assert form["title"].said_errors == ["Write a title"]
    assert form["mood"].said_errors == ["Choose an answer to “How are you?”"]
    assert form["secret"].said_errors == ["Fill in “Password”"]
    assert form["agree"].said_errors == ["Tick “I agree”"]


def test_nothing_is_said_when_nothing_is_wrong():
    assert render_to_string("partials/error_summary.html", {"form": Asked()}).strip() == ""
    assert "nhsuk-form-group--error" not in str(Asked())


def test_a_question_may_be_the_heading_of_its_page():
    html = Asked()["mood"].as_field_group()
    assert html.count("<h1") == 1
    assert html.index("<legend") < html.index("<h1") < html.index("Question 1 of 9") < html.index("</legend>")
    assert str(Asked()).count("<h1") == 1


def test_a_choice_has_its_own_hint():
    html = Asked()["mood"].as_field_group()
    assert 'aria-describedby="id_mood_1-hint"' in html
    assert "We are here" in html


def test_choices_may_have_pictures():
    class Pictures(forms.Form):
        default_renderer = HouseRenderer
        avatar = ask(
            forms.ChoiceField(choices=FEELINGS, widget=forms.RadioSelect),
            pictures=lambda slug: f"/static/{slug}.svg",
        )

    html = str(Pictures({"avatar": "low"}))
    assert "as-pictures" in html
    assert '<img src="/static/good.svg"' in re.sub(r"\s+", " ", html)
    assert re.search(r'value="low"[^>]*\bchecked', html)


def test_a_long_answer_counts_what_is_left():
    html = Asked()["body"].as_field_group()
    assert 'data-maxlength="500"' in html
    assert 'id="id_body-info"' in html
    assert 'rows="7"' in html
    assert "(optional)" in html


def test_a_search_form_marks_nothing_as_optional():
    class Search(forms.Form):
        default_renderer = HouseRenderer
        mark_optional = False
        q = forms.CharField(required=False)

    assert "(optional)" not in str(Search())


def test_a_date_is_three_boxes_and_comes_back_as_given():
    form = Asked({"when_day": "31", "when_month": "12", "when_year": "2027"})
    assert form.errors.get("when") is None
    assert re.search(r'name="when_year"[^>]*value="2027"', form["when"].as_field_group(), flags=re.DOTALL)
    wrong = Asked({"when_day": "31", "when_month": "2", "when_year": "2027"})
    assert "when" in wrong.errors
    assert 'value="31"' in wrong["when"].as_field_group()
    assert "None" not in Asked()["when"].as_field_group()


def test_a_placeholder_never_reaches_the_page():
    assert "placeholder" not in str(Asked())


def test_what_was_typed_is_escaped():
    html = str(Asked({"title": "<script>", "body": "</textarea><b>"}))
    assert "<script>" not in html
    assert "</textarea><b>" not in html


def test_a_password_never_comes_back():
    assert "hunter2" not in str(Asked({"secret": "hunter2"}))


def test_a_bare_widget_stays_djangos_own():
    """Wagtail's admin shares the renderer and draws its own frame round the widget."""
    form = Asked()
    assert isinstance(form["title"], HouseField)
    assert "nhsuk" not in str(form["title"])
    assert "nhsuk" not in str(form["mood"])
