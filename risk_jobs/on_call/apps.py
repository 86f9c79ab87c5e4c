from django.apps import AppConfig


class OnCallConfig(AppConfig):
    name = "risk_jobs.on_call"
    label = "on_call"
    verbose_name = "On call"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cms.context import register_navigation
        from community.notices.mail import register_staff_address
        from community.people.yours import holdings
        from risk_jobs.on_call import calling, policies, yours

        holdings.staff_only(*yours.STAFF_ONLY)
        register_staff_address(calling.mail_of)
        register_navigation(65, "On call", "on_call", policies.sees_some_rota)
