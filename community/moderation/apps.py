from django.apps import AppConfig


class ModerationConfig(AppConfig):
    name = "community.moderation"
    label = "moderation"
    verbose_name = "Moderation"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cms import routes
        from cms.context import register_navigation
        from community.moderation import places, telling, yours
        from community.moderation.who import moderates_some
        from community.people import closing
        from community.people.yours import holdings
        from community.utterances import places as utterance_places
        from community.utterances.models import Kind

        holdings.register(*yours.HOLDINGS)
        holdings.staff_only(*yours.STAFF_ONLY)
        holdings.register_reason_to_wait(yours.why_erasure_waits)
        holdings.register_kept_texts(yours.reported_texts)
        utterance_places.register(Kind.REPORT, places.of_reports)
        utterance_places.register(Kind.APPEAL, places.of_appeals)
        closing.register_why(places.why_suspended)
        telling.register()
        routes.register(routes.For.MODERATE, moderates_some)
        register_navigation(55, "Moderation", "moderation", moderates_some)
