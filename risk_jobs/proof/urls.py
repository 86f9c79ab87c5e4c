from django.urls import path

from risk_jobs.proof import views

urlpatterns = [
    path("status/", views.status, name="status"),
    path("status/planned-work/", views.planned_work, name="planned_work"),
    path("status/planned-work/end/", views.planned_work_end, name="planned_work_end"),
]
