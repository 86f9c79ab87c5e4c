"""The page on which the help message of a service is worded, and approved by somebody else."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from cms.forms import ask
from community.people.models import HelpWording, Service
from community.people.requests import SignedInRequest
from community.people.services import wording


class WordsForm(forms.Form):
    mark_optional = False

    words = ask(
        forms.CharField(
            label="New words", required=False, max_length=500, widget=forms.Textarea,
            help_text="What you would say to somebody who needs help now. Plain and warm. Leave it empty to show the "
            "numbers alone.",
        ),
        rows=4,
    )  # fmt: skip


def help_words(request: SignedInRequest, service: str) -> HttpResponse:
    here = get_object_or_404(Service.objects.worded_by(request.user), slug=service)
    form = WordsForm(request.POST or None, initial={"words": here.help_words})
    if request.method == "POST" and form.is_valid():
        wording.propose(service=here, words=form.cleaned_data["words"], by=request.user)
        messages.success(request, "Kept. Somebody else has to approve these words before they are shown.")
        return redirect("help_words", service)
    waits = here.help_wordings.filter(state=HelpWording.State.WAITING).select_related("written_by").first()
    context = {
        "form": form,
        "service": here,
        "waits": waits,
        "is_mine": waits and waits.written_by_id == request.user.pk,
    }
    return render(request, "people/help_words.html", context)


@require_POST
def help_words_decide(request: SignedInRequest, service: str, ref: str) -> HttpResponse:
    """`do`: approve, or drop."""
    here = get_object_or_404(Service.objects.worded_by(request.user), slug=service)
    found = get_object_or_404(here.help_wordings.select_related("service"), ref=ref)
    decide, told = DECISIONS.get(request.POST.get("do", ""), (None, ""))
    try:
        if decide is not None:
            decide(wording=found, by=request.user)
            messages.success(request, told)
    except wording.DecidedMeanwhile:
        messages.warning(request, "Somebody has changed this meanwhile. Look at what waits now.")
    return redirect("help_words", service)


DECISIONS = {
    "approve": (wording.approve, "These words are shown now."),
    "drop": (wording.drop, "Not used. The words shown stay as they were."),
}
