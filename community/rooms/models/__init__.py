"""Rooms, the threads in them, the posts of a thread, and what each reader keeps of them. One file a noun."""

from community.rooms.models.posts import Post, PostState, Rule
from community.rooms.models.profiles import Profile
from community.rooms.models.reactions import Feeling, Reaction
from community.rooms.models.reading import Bookmark, ReadMarker
from community.rooms.models.rooms import Room
from community.rooms.models.stories import Story, StoryState
from community.rooms.models.threads import Thread

__all__ = [
    "Bookmark",
    "Feeling",
    "Post",
    "PostState",
    "Profile",
    "Reaction",
    "ReadMarker",
    "Room",
    "Rule",
    "Story",
    "StoryState",
    "Thread",
]
