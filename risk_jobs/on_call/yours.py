"""What the rota holds of somebody: only of those who work here."""

STAFF_ONLY = (
    "on_call.Duty.person",
    "on_call.Duty.put_by",
    "on_call.Reach.person",
    "on_call.Alert.person",
)
