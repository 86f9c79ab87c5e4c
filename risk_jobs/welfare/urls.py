from django.urls import path

from risk_jobs.welfare import views

urlpatterns = [path("desk/welfare/", views.welfare, name="welfare")]
