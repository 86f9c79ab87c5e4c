from django.apps import AppConfig


class SigningInConfig(AppConfig):
    name = "community.people.signing_in"
    label = "signing_in"
    verbose_name = "Signing in"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from allauth.account.signals import authentication_step_completed, password_changed, password_set
        from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
        from django.contrib.auth.signals import user_logged_in, user_logged_out

        from cms import routes
        from community.people.signing_in import factors, sessions

        authenticator_added.connect(factors.count_as_given)
        for changed in (
            authenticator_added,
            authenticator_removed,
            authenticator_reset,
            password_changed,
            password_set,
        ):
            changed.connect(factors.end_the_others)
        authentication_step_completed.connect(factors.more_opens_now)
        user_logged_in.connect(sessions.on_signed_in)
        user_logged_out.connect(sessions.on_signed_out)
        routes.register_needs_passkey(factors.needs_passkey)
