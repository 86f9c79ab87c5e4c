from django.apps import AppConfig


class ProofConfig(AppConfig):
    name = "risk_jobs.proof"
    label = "proof"
    verbose_name = "Proof of life"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cms.health.parts import Part, register
        from community.people.yours import holdings
        from risk_jobs.proof import signs

        for name, ask in signs.PARTS.items():
            register(Part(name, ask))
        holdings.staff_only("proof.Pause.made_by")
