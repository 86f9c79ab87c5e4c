from django.apps import AppConfig


class MutingConfig(AppConfig):
    name = "community.muting"
    label = "muting"
    verbose_name = "Whom somebody does not want to read"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from community.muting import yours
        from community.people.yours.holdings import register

        register(*yours.HOLDINGS)
