"""What is commented on: two rooms, one of them of a kind of its own, as Wagtail's pages are."""

from django.db import models


class Room(models.Model):
    name = models.CharField(max_length=40)

    class Meta:
        app_label = "stock_comments"

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"/rooms/{self.pk}/"


class QuietRoom(Room):
    class Meta:
        app_label = "stock_comments"

    def __str__(self) -> str:
        return self.name
