"""Rooms, the threads in them, the posts of a thread, what is about to be one, and what each reader keeps of them.
One file a noun."""

from community.rooms.models.drafts import Draft
from community.rooms.models.measures import Measure
from community.rooms.models.pictures import Picture
from community.rooms.models.posts import Post, PostState, Rule
from community.rooms.models.profiles import Profile
from community.rooms.models.reactions import Feeling, Reaction
from community.rooms.models.reading import Bookmark, ReadMarker
from community.rooms.models.rooms import NumberRule, Room
from community.rooms.models.stories import Story, StoryState
from community.rooms.models.threads import Thread
from community.rooms.models.waiting import Waiting

__all__ = [
    "Bookmark",
    "Draft",
    "Feeling",
    "Measure",
    "NumberRule",
    "Picture",
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
    "Waiting",
]
