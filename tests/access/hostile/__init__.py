"""Every form of the rooms, messages, notices, moderation, profiles, stories and helping, and what a hostile hand
sends to it."""
