from django.apps import AppConfig


class WelfareConfig(AppConfig):
    name = "risk_jobs.welfare"
    label = "welfare"
    verbose_name = "Looking after who reads"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from community.people.yours import holdings
        from risk_jobs.welfare import yours

        holdings.staff_only(*yours.STAFF_ONLY)
