from django.apps import AppConfig


class RiskJobsConfig(AppConfig):
    """What runs by itself: the timers, the demo building, the supervisor."""

    name = "risk_jobs"
    verbose_name = "What runs by itself"

    def ready(self) -> None:
        from django.conf import settings

        if settings.DEMO:
            from cms.context import register_demo_hints
            from risk_jobs.demo import hints

            register_demo_hints(hints)
