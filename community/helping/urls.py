from django.urls import path

from community.helping import views

urlpatterns = [
    path("helping/", views.helping, name="helping"),
    path("helping/check/", views.welfare_check, name="welfare_check"),
    path("helping/break/", views.helper_break, name="helper_break"),
    path("helping/sessions/<str:ref>/", views.session_sign_up, name="session_sign_up"),
    path("desk/rota/<slug:service>/", views.rota, name="rota"),
    path("desk/rota/<slug:service>/<str:ref>/cancel/", views.session_cancel, name="session_cancel"),
]
