"""What the reporter does after coming back. The key stays in the page, sealed as a draft is, for a day at most."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from community.speak_up import actions, cleaning, drafts, opening
from community.speak_up.forms import TOPICS, MoreForm, SendForm
from community.speak_up.opening import REPORTER, Opened
from community.speak_up.receipts import Opener
from community.speak_up.states import State, due_on

PLACE = "pass"


def inbox(
    request: HttpRequest, opener: Opener, *, form: MoreForm | None = None, said: str = ""
) -> HttpResponse | None:
    """None where there is no such report."""
    opened = opening.by_receipt(opener)
    if opened is None:
        return None
    context = {
        "pass": drafts.sealed({"lookup": opener.lookup.hex(), "private": opener.private.hex()}, place=PLACE),
        "report": opened.report, "said": opened.said(), "files": opened.files(), "readers": opened.readers(),
        "form": form or MoreForm(), "send": SendForm(), "done": said, "topics": dict(TOPICS),
        "due_on": due_on(opened.report.state, opened.report.opened_on), "spoiled": opened.spoiled(),
        "closed": opened.report.state == State.CLOSED, "today": timezone.localdate(),
    }  # fmt: skip
    return render(request, "speak_up/inbox.html", context)


def go_on(request: HttpRequest) -> HttpResponse:
    """Add something, close it, delete it."""
    try:
        held = drafts.opened(request.POST["pass"], place=PLACE)
    except drafts.OutOfDate:
        return render(request, "speak_up/begin_again.html", status=400)
    opener = Opener(bytes.fromhex(held["lookup"]), bytes.fromhex(held["private"]))
    opened = opening.by_receipt(opener)
    if opened is None:
        return render(request, "speak_up/deleted.html")
    go = request.POST.get("go", "")
    if go == "delete":
        return render(request, "speak_up/delete.html", {"pass": request.POST["pass"]})
    if go == "delete now":
        actions.destroy(report=opened.report)
        return render(request, "speak_up/deleted.html")
    form, said = _do(request, opened, go)
    return inbox(request, opener, form=form, said=said) or render(request, "speak_up/deleted.html")


def _do(request: HttpRequest, opened: Opened, go: str) -> tuple[MoreForm | None, str]:
    """The form where it has to be filled in again, and what was done."""
    if go == "close":
        return _close(opened)
    if go != "add":
        return None, ""
    form, send = MoreForm(request.POST), SendForm(request.POST, request.FILES)
    if not form.is_valid():
        return form, ""
    if not send.is_valid():
        form.add_error(None, " ".join(str(error) for errors in send.errors.values() for error in errors))
        return form, ""
    try:
        files = cleaning.cleaned(
            send.cleaned_data["attachments"], keep_originals=send.cleaned_data["originals"]
        )
    except cleaning.NotTaken as error:
        form.add_error(None, str(error))
        return form, ""
    move = "open again" if opened.report.state == State.CLOSED else ""
    try:
        actions.write(
            opened=opened, who=REPORTER, did="added", text=form.cleaned_data["text"], files=files, move=move
        )
    except actions.NoSuchWay:
        form.add_error(None, "The report has changed meanwhile. Look at it, then send this again.")
        return form, ""
    except actions.Full:
        form.add_error(
            None, "There is too little room for more today. Try again tomorrow, or send another report."
        )
        return form, ""
    return None, "Your words are with them."


def _close(opened: Opened) -> tuple[None, str]:
    try:
        actions.write(opened=opened, who=REPORTER, did="closed it", move="withdraw")
    except actions.NoSuchWay:
        return None, ""
    return None, "You closed your report."
