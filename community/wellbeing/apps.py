from django.apps import AppConfig


class WellbeingConfig(AppConfig):
    name = "community.wellbeing"
    label = "wellbeing"
    verbose_name = "Staff wellbeing"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cms.context import register_navigation
        from community.wellbeing.policies import may_be_here

        register_navigation(95, "Staff room", "wellbeing", may_be_here)
