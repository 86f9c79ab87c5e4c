"""Beside Wagtail's own addresses of the pages, which come last."""

from django.urls import path
from wagtail.views import serve

from cms.library import views

urlpatterns = [
    path("library/", serve, {"path": "library/"}, name="library"),
    path("television/", serve, {"path": "television/"}, name="television"),
    path("find/", views.library_find, name="library_find"),
    path("mine/<slug:shelf>/<slug:page>/", views.library_mine, name="library_mine"),
    path("library/<slug:page>/files/<int:number>/", views.library_file, name="library_file"),
]
