from django.urls import path

from risk_jobs.on_call import views

urlpatterns = [
    path("on-call/", views.on_call, name="on_call"),
    path("on-call/test/", views.on_call_test, name="on_call_test"),
    path("on-call/<slug:service>/rota/", views.on_call_rota, name="on_call_rota"),
    path("on-call/<slug:service>/rota/<str:ref>/cancel/", views.duty_cancel, name="duty_cancel"),
]
