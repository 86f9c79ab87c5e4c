from django.urls import path

from community.people.vault import views

urlpatterns = [
    path("people/<str:ref>/identity/", views.identity, name="identity"),
    path("people/<str:ref>/identity/show/", views.identity_show, name="identity_show"),
    path("people/<str:ref>/identity/fill/", views.identity_fill, name="identity_fill"),
    path("people/<str:ref>/identity/same-number/", views.identity_same_number, name="identity_same_number"),
    path("keys/<str:ref>/same-number/", views.key_same_number, name="key_same_number"),
    path("you/contact/", views.your_contact, name="your_contact"),
    path("reveals/", views.reveal_list, name="reveal_list"),
]
