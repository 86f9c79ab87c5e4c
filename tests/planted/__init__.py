"""Defects planted on purpose, to show that the tests which guard against them are awake."""
