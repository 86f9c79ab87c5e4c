from django.apps import AppConfig


class UtterancesConfig(AppConfig):
    name = "community.utterances"
    label = "utterances"
    verbose_name = "What was said"
    default_auto_field = "django.db.models.BigAutoField"
