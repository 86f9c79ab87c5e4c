from django.urls import path

from risk_jobs.desk import views

urlpatterns = [
    path("desk/", views.desk, name="desk"),
    path("desk/on-call/", views.desk_on_call, name="desk_on_call"),
    path("desk/times/", views.desk_times, name="desk_times"),
    path("desk/cases/<str:ref>/", views.case, name="case"),
    path("desk/cases/<str:ref>/claim/", views.case_claim, name="case_claim"),
    path("desk/cases/<str:ref>/release/", views.case_release, name="case_release"),
    path("desk/cases/<str:ref>/note/", views.case_note, name="case_note"),
    path("desk/keys/", views.desk_keys, name="desk_keys"),
    path("desk/cases/<str:ref>/undo/", views.case_undo, name="case_undo"),
    path("desk/cases/<str:ref>/wait/", views.case_wait, name="case_wait"),
    path("desk/cases/<str:ref>/hand-over/", views.case_hand_over, name="case_hand_over"),
    path("desk/cases/<str:ref>/contact/", views.case_contact, name="case_contact"),
    path("desk/cases/<str:ref>/escalate/", views.case_escalate, name="case_escalate"),
    path("desk/cases/<str:ref>/close/", views.case_close, name="case_close"),
]
