from django.apps import AppConfig
from django.db.models.signals import post_delete, post_migrate, post_save


class WordsConfig(AppConfig):
    """The workbench: where clinicians write, try and publish the rules."""

    name = "risk_jobs.words"
    label = "words"
    verbose_name = "Rules and words"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from community.people.models import WordList
        from community.people.yours import holdings
        from risk_jobs.screening.actions import also_read
        from risk_jobs.screening.pack import use_live_judge
        from risk_jobs.words import live, service_lists, shadow, starter, yours

        holdings.register(*yours.HOLDINGS)
        holdings.staff_only(*yours.STAFF_ONLY)
        holdings.wordless(*yours.WORDLESS)
        use_live_judge(live.judge)
        also_read(shadow.read)
        for changed in (post_save, post_delete):
            changed.connect(
                service_lists.have_changed, sender=WordList, dispatch_uid=f"word_list.{id(changed)}"
            )
        post_migrate.connect(starter.after_migrate, sender=self, dispatch_uid="import_starter_rules")
