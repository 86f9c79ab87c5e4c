from django.apps import AppConfig


class ScreeningConfig(AppConfig):
    name = "risk_jobs.screening"
    label = "screening"
    verbose_name = "Screening"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from community.utterances import foresight
        from community.utterances.signals import said
        from risk_jobs.screening.foresight import look
        from risk_jobs.screening.pack import vocabulary_for_search
        from risk_jobs.screening.receivers import judge_what_was_said
        from search.analysis import register_lexicon

        foresight.register(look)
        register_lexicon(vocabulary_for_search)
        said.connect(judge_what_was_said, dispatch_uid="judge_what_was_said")
