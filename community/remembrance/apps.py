from django.apps import AppConfig


class RemembranceConfig(AppConfig):
    name = "community.remembrance"
    label = "remembrance"
    verbose_name = "When a member has died"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from community.people.yours import holdings
        from community.remembrance import policies, yours
        from community.rooms.profiles import register_offer

        holdings.register(*yours.HOLDINGS)
        holdings.staff_only(*yours.STAFF_ONLY)
        register_offer(policies.offer)
