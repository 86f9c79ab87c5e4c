"""The derived views of one text, each with a map back to what the member wrote.

The raw text is evidence and never changes. `views_of(raw)` reads it in linear time and gives `Views`:
the views as strings (`.views`), the plain words with their raw offsets (`.tokens`), and the other readings of
those words (`.readings`): letters joined again, digits read as letters, misspellings, emoji by name, slang.
Pure: no database, no Django, no network.
"""

from .model import VIEWS_VERSION, NotEnoughTime, Reading, Token, View, Views
from .reading import views_of
from .vocabulary import NO_VOCABULARY, Vocabulary

__all__ = [
    "NO_VOCABULARY",
    "VIEWS_VERSION",
    "NotEnoughTime",
    "Reading",
    "Token",
    "View",
    "Views",
    "Vocabulary",
    "views_of",
]
