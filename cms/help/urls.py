from django.urls import path

from cms.help import views

urlpatterns = [
    path("help-now/", views.help_now, name="help_now"),
    path("offline-help.js", views.offline_worker, name="offline_worker"),
    path("leave/", views.site_exit, name="site_exit"),
]
