from django.urls import path

from risk_jobs.proof import views

urlpatterns = [path("status/", views.status, name="status")]
