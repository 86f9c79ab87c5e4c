from django.apps import AppConfig


class ConcernsConfig(AppConfig):
    name = "community.concerns"
    label = "concerns"
    verbose_name = "Concerns"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from community.concerns import policies, yours
        from community.people.yours import holdings
        from community.rooms.profiles import register_offer

        holdings.register(*yours.HOLDINGS)
        register_offer(policies.offer)
