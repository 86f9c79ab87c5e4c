from django.urls import path

from cms.home import views

urlpatterns = [
    path("", views.start, name="start"),
    path("house-rules/", views.house_rules, name="house_rules"),
    path("who-reads-this/", views.who_reads, name="who_reads"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("closed-to-you/", views.closed, name="closed"),
]
