"""Who knows a member, planned absences, discharge, and the training of recovered helpers."""
