from django.apps import AppConfig


class HandoverConfig(AppConfig):
    name = "risk_jobs.handover"
    label = "handover"
    verbose_name = "Hand-over"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from community.people.yours import holdings
        from risk_jobs.handover import yours

        holdings.staff_only(*yours.STAFF_ONLY)
