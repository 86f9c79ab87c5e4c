from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "risk_jobs.desk"
    label = "desk"
    verbose_name = "The desk"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from functools import partial

        from cms.context import register_navigation
        from community.concerns import asked, raised
        from community.people.policies import may
        from community.people.roles import Permission
        from community.people.yours import holdings
        from risk_jobs.desk import receivers, telling, yours

        asked.connect(receivers.on_asked, dispatch_uid="desk.on_asked")
        raised.connect(receivers.on_concern, dispatch_uid="desk.on_concern")
        holdings.register(*yours.HOLDINGS)
        holdings.staff_only(*yours.STAFF_ONLY)
        holdings.register_reason_to_wait(yours.why_erasure_waits)
        holdings.register_kept_texts(yours.texts_in_cases)

        telling.register()
        register_navigation(60, "Desk", "desk", partial(may, permission=Permission.USE_DESK))
