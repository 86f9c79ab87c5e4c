from django.urls import path

from risk_jobs.desk import views

urlpatterns = [
    path("desk/", views.desk, name="desk"),
    path("desk/cases/<str:ref>/", views.case, name="case"),
    path("desk/cases/<str:ref>/claim/", views.case_claim, name="case_claim"),
    path("desk/cases/<str:ref>/release/", views.case_release, name="case_release"),
    path("desk/cases/<str:ref>/note/", views.case_note, name="case_note"),
    path("desk/cases/<str:ref>/close/", views.case_close, name="case_close"),
]
