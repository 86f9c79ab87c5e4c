from django.http import HttpResponse
from django.urls import include, path

urlpatterns = [
    path("comments/", include("django_comments_xtd.urls")),
    path("rooms/<int:pk>/", lambda request, pk: HttpResponse("a room")),
    path("jsi18n/", lambda request: HttpResponse(""), name="javascript-catalog"),
]
