from django.apps import AppConfig


class ReturnsConfig(AppConfig):
    name = "risk_jobs.returns"
    label = "returns"
    verbose_name = "Who comes back"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from community.people.signals import was_here
        from community.people.yours import holdings
        from risk_jobs.returns import receivers, yours

        was_here.connect(receivers.on_being_here, dispatch_uid="returns.on_being_here")
        holdings.register(*yours.HOLDINGS)
        holdings.staff_only(*yours.STAFF_ONLY)
