"""The way in: from a key to the lobby, one question a page."""
