from django.urls import path

from risk_jobs.returns import views

urlpatterns = [
    path("desk/returners/", views.returners, name="returners"),
    path("you/days/", views.your_days, name="your_days"),
    path("status/outages/", views.outages, name="outages"),
    path("status/outages/<int:number>/end/", views.outage_end, name="outage_end"),
]
