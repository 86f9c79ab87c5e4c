from django.apps import AppConfig


class WatchesConfig(AppConfig):
    name = "risk_jobs.watches"
    label = "watches"
    verbose_name = "Watched searches"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from community.people.yours import holdings
        from risk_jobs.watches import receivers
        from search.signals import indexed

        indexed.connect(receivers.on_indexed, dispatch_uid="watches.on_indexed")
        holdings.staff_only("watches.Watch.started_by", "watches.Watch.stopped_by")
        holdings.wordless("watches.WatchHit.utterance", "watches.ToLookAt.utterance")
