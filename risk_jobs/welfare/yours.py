"""Only of those who work here."""

STAFF_ONLY = ("welfare.HardReading.person",)
