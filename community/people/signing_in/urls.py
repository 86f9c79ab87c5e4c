from allauth.account.views import password_change
from django.urls import path

from community.people.signing_in import lock, new_locks_views, passkeys, views
from community.people.signing_in.fresh import fresh_sign_in_required
from community.people.signing_in.providers import views as providers

urlpatterns = [
    path("lock/", lock.lock, name="lock"),
    path("sign-in/passkey/again/", passkeys.again, name="mfa_reauthenticate_webauthn"),
    path("you/passkeys/", passkeys.passkey_list, name="mfa_list_webauthn"),
    path("you/passkeys/add/", passkeys.add, name="mfa_add_webauthn"),
    path("you/passkeys/needed/", passkeys.needed, name="passkey_needed"),
    path("you/passkeys/<int:pk>/name/", passkeys.rename, name="mfa_edit_webauthn"),
    path("you/passkeys/<int:pk>/remove/", passkeys.remove, name="mfa_remove_webauthn"),
    path("you/second-factor/app/remove/", passkeys.remove_app, name="mfa_deactivate_totp"),
    path("you/password/", fresh_sign_in_required(password_change), name="account_change_password"),
    path("sign-in/with/<slug:provider>/", providers.sign_in_with, name="sign_in_with"),
    path("sign-in/with/<slug:provider>/back/", providers.provider_back, name="provider_back"),
    path("you/sign-in-with/<slug:provider>/", providers.provider_link, name="provider_link"),
    path("you/sign-in-with/<slug:provider>/remove/", providers.provider_unlink, name="provider_unlink"),
    path("you/sign-ins/", views.session_list, name="session_list"),
    path("you/sign-ins/end-others/", views.session_end_others, name="session_end_others"),
    path("you/sign-ins/<str:ref>/end/", views.session_end, name="session_end"),
    path("give-new-lock/", new_locks_views.issue, name="new_lock_issue"),
    path("new-lock/", new_locks_views.typed, name="new_lock_typed"),
    path("new-lock/<str:code>/", new_locks_views.link, name="new_lock"),
]
