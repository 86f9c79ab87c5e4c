"""Entries of the building's timers (`risk_jobs/schedules.py`)."""

from django.core.management import call_command

from cms.library.review import reminders


def remind() -> None:
    reminders.remind()


def publish_scheduled() -> None:
    """Wagtail's own: what was approved for a time goes live, what has a last day goes."""
    call_command("publish_scheduled")
