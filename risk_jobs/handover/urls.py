from django.urls import path

from risk_jobs.handover import views

urlpatterns = [
    path("desk/handover/", views.handovers, name="handovers"),
    path("desk/handover/new/<slug:service>/", views.handover_new, name="handover_new"),
    path("desk/handover/<str:ref>/", views.handover, name="handover"),
    path("desk/handover/<str:ref>/sign/", views.handover_sign, name="handover_sign"),
]
