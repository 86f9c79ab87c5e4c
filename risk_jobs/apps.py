from django.apps import AppConfig


class RiskJobsConfig(AppConfig):
    """What runs by itself: the timers, the demo building, the supervisor."""

    name = "risk_jobs"
    verbose_name = "What runs by itself"
