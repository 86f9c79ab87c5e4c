"""What is yours: a copy of your data, leaving, being erased.

Each app says of its own tables what becomes of what they hold of a person: `holdings.register(Holding(…))` in its
`apps.py`. A column that points to a person and stands in no holding fails the build (`tests/unit/people/yours/`)."""
