from django.apps import AppConfig


class HelpingConfig(AppConfig):
    name = "community.helping"
    label = "helping"
    verbose_name = "Recovered helpers"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from community.helping import telling, yours
        from community.people.yours.holdings import register, staff_only

        register(*yours.HOLDINGS)
        staff_only(*yours.STAFF_ONLY)
        telling.register()
