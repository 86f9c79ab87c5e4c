"""The anonymous side. Addresses stay the same through the flow, and nothing is in them."""

import time
from datetime import timedelta

from django.conf import settings
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone

from community.speak_up import actions, cleaning, coming_back, drafts, flow, receipts, work
from community.speak_up.drafts import Draft
from community.speak_up.forms import STEPS, ReceiptForm, SendForm
from community.speak_up.models import Reader
from community.speak_up.states import ACKNOWLEDGE_DAYS
from community.speak_up.work import Way


def speak_up(request: HttpRequest) -> HttpResponse:
    """What protects, what cannot, who reads; begin, or come back."""
    return render(request, "speak_up/speak_up.html", {"readers": Reader.objects.offered()})


def report(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return redirect("speak_up")
    if "draft" not in request.POST:
        return _ask(request, Draft(), "topic")
    try:
        draft = drafts.from_field(request.POST["draft"])
    except drafts.OutOfDate:
        return render(request, "speak_up/begin_again.html", status=400)
    step, go = request.POST.get("step", ""), request.POST.get("go", "")
    if go in STEPS:
        return _ask(request, draft, go)
    if step == flow.CHECK:
        return _send(request, draft)
    return _answer(request, draft, step if step in STEPS else "topic")


def _answer(request: HttpRequest, draft: Draft, step: str) -> HttpResponse:
    form = STEPS[step](request.POST)
    if not form.is_valid():
        return _ask(request, draft, step, form)
    draft = draft.with_answers(**form.cleaned_data)
    return _ask(request, draft, flow.missing(draft))


def _ask(request: HttpRequest, draft: Draft, step: str, form: Form | None = None) -> HttpResponse:
    context = {
        "draft": drafts.to_field(draft), "step": step, "back": flow.before(step),
        "form": form if form is not None else flow.blank(step, draft),
    }  # fmt: skip
    if step == flow.CHECK:
        context |= {"lines": flow.lines(draft), "challenge": draft.challenge, "bits": work.BITS}
        return render(request, "speak_up/check.html", context)
    return render(request, "speak_up/step.html", context)


def _send(request: HttpRequest, draft: Draft) -> HttpResponse:
    if (step := flow.missing(draft)) != flow.CHECK:
        return _ask(request, draft, step)
    form = SendForm(request.POST, request.FILES)
    if not form.is_valid():
        return _ask(request, draft, flow.CHECK, form)
    way = work.way_of(draft, form.cleaned_data["work"])
    try:
        receipt = _keep(form, draft, way)
    except (actions.NobodyReads, actions.Full, cleaning.NotTaken, TooSoon) as error:
        form.add_error(
            "attachments" if isinstance(error, cleaning.NotTaken) else None, _sentence(error, draft)
        )
        return _ask(request, draft, flow.CHECK, form)
    back = timezone.localdate() + timedelta(days=ACKNOWLEDGE_DAYS)
    return render(request, "speak_up/receipt.html", {"receipt": receipt, "come_back": back})


class TooSoon(Exception):
    """Without script one waits a little."""


def _keep(form: SendForm, draft: Draft, way: Way) -> str:
    if way is Way.WAIT:
        raise TooSoon
    given = form.cleaned_data["attachments"]
    if given and way is Way.CROWDED:
        raise cleaning.NotTaken(
            "Many people send at this moment. Send without files; you can add them later."
        )
    files = cleaning.cleaned(given, keep_originals=form.cleaned_data["originals"])
    return actions.report(
        answers=flow.to_keep(draft), readers=flow.chosen(draft), number=bytes.fromhex(draft.number),
        files=files, crowded=way is Way.CROWDED,
    )  # fmt: skip


def _sentence(error: Exception, draft: Draft) -> str:
    if isinstance(error, TooSoon):
        wait = work.seconds_to_wait(draft)
        return f"Wait {wait} seconds, then press Send again. This keeps programs out. Files have to be chosen again."
    if isinstance(error, actions.NobodyReads):
        return "Nobody whom you chose can be chosen any more. Change who should read it."
    if isinstance(error, actions.Full):
        return (
            "There is too little room today. Send your report without files, or use one of the bodies outside, on the first"
            " page."
        )
    return str(error)


def saved(request: HttpRequest) -> HttpResponse:
    """After "I have saved it": what happens next. The browser forgets the page with the words."""
    back = timezone.localdate() + timedelta(days=ACKNOWLEDGE_DAYS)
    return _forgotten(render(request, "speak_up/saved.html", {"come_back": back}))


def come_back(request: HttpRequest) -> HttpResponse:
    """With the seven words. Right or wrong, the answer takes the same time."""
    if request.method != "POST":
        return render(request, "speak_up/come_back.html", {"form": ReceiptForm()})
    if "pass" in request.POST:
        return coming_back.go_on(request)
    began = time.monotonic()
    form = ReceiptForm(request.POST)
    if not form.is_valid():
        return render(request, "speak_up/come_back.html", {"form": form})
    if not work.guesses.take():
        form.add_error(None, "Too many people are trying at this moment. Wait a minute, then try again.")
        return render(request, "speak_up/come_back.html", {"form": form}, status=429)
    answer = coming_back.inbox(request, receipts.opener(form.cleaned_data["receipt"]))
    if answer is None:
        form.add_error("receipt", "These words open no report. Look at each of them again.")
        answer = render(request, "speak_up/come_back.html", {"form": form})
    time.sleep(max(0.0, began + settings.SPEAK_UP_ANSWERS_AFTER_S - time.monotonic()))
    return answer


def leave(request: HttpRequest) -> HttpResponse:
    return _forgotten(HttpResponseRedirect(settings.LEAVE_TO))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "speak_up/not_found.html", status=404)


def broken(request: HttpRequest) -> HttpResponse:
    return render(request, "speak_up/broken.html", status=500)


def _forgotten(response: HttpResponse) -> HttpResponse:
    response["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return response
