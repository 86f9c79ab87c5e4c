"""The whole of the anonymous side. It is not part of the house's addresses: another process answers these."""

from django.urls import path

from community.speak_up import views

urlpatterns = [
    path("", views.speak_up, name="speak_up"),
    path("report/", views.report, name="speak_up_report"),
    path("saved/", views.saved, name="speak_up_saved"),
    path("return/", views.come_back, name="speak_up_return"),
    path("leave/", views.leave, name="speak_up_leave"),
]

handler404 = "community.speak_up.views.not_found"
handler500 = "community.speak_up.views.broken"
