from django.apps import AppConfig


class UtterancesConfig(AppConfig):
    name = "community.utterances"
    label = "utterances"
    verbose_name = "What was said"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from community.people.yours.holdings import register
        from community.utterances import yours

        register(*yours.HOLDINGS)
