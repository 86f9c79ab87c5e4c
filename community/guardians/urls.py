from django.urls import path

from community.guardians import key_views, views

urlpatterns = [
    path("guardian/", views.guardian, name="guardian"),
    path("guardian/unlock/", key_views.guardian_unlock, name="guardian_unlock"),
    path("guardian/lock/", key_views.guardian_lock, name="guardian_lock"),
    path("guardian/key/", key_views.guardian_key, name="guardian_key"),
    path("guardian/key/passphrase/", key_views.guardian_passphrase, name="guardian_passphrase"),
    path("guardian/key/recover/", key_views.guardian_recover, name="guardian_recover"),
    path("guardian/reads/", views.guardian_reads, name="guardian_reads"),
    path("guardian/counts/", views.guardian_counts, name="guardian_counts"),
    path("guardian/<str:ref>/", views.guardian_report, name="guardian_report"),
    path("guardian/<str:ref>/hold/", views.guardian_hold, name="guardian_hold"),
    path("guardian/<str:ref>/hand-over/", views.guardian_hand_over, name="guardian_hand_over"),
    path("guardian/<str:ref>/file/<str:file>/", views.guardian_file, name="guardian_file"),
]
