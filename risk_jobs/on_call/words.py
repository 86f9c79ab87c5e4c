"""All that an alert may say. It goes through networks and onto lock screens that are not ours: no name, no service, no
topic, no word of a member, no address that tells one case from another."""

from django.conf import settings
from django.urls import reverse

from risk_jobs.on_call.models import Says

SENTENCES = {
    Says.CASE_WAITS: "Something waits at the desk and nobody has taken it. Please sign in.",
    Says.HELP_ASKED: "A colleague at the desk asks for your help. Please sign in.",
    Says.HANDED: "A colleague hands something at the desk to you. Please sign in.",
    Says.CANARY_LATE: "The building may not be reading what is written. Please look at its status.",
    Says.CLOCK_STILL: "The building's clock has stopped: cases that wait call nobody. Please look at the desk yourself.",
    Says.WORKER_STILL: "Part of the building has stopped working. Please look at its status.",
    Says.TEST: "This is a test of how you are reached. You need do nothing.",
}
SUBJECT = "You are on call"


def words_of(says: str) -> str:
    return f"{SENTENCES[Says(says)]} {settings.SITE_ADDRESS}{reverse('on_call')}"
