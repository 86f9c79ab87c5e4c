"""In Wagtail's admin, below /cms/."""

from django.urls import path

from cms.library.review import views

urlpatterns = [
    path("reviews/", views.reviews, name="library_reviews"),
    path("reviews/<int:turn>/", views.review, name="library_review"),
    path("reviews/<int:turn>/claim/", views.claim, name="library_claim"),
]
