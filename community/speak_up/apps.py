from django.apps import AppConfig


class SpeakUpConfig(AppConfig):
    """No signal, no timer, no registration: nothing of the house is told that this is here."""

    name = "community.speak_up"
    label = "speak_up"
    verbose_name = "Speak up"
