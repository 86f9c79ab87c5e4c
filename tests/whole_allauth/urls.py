from django.urls import include, path

from cms.urls import urlpatterns as ours

urlpatterns = [
    path("whole/", include("allauth.urls")),
    path("whole/headless/", include("allauth.headless.urls")),
    *ours,
]
