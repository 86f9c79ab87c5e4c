"""What a hand-over holds of somebody: who signed it. What it says of cases is part of their record."""

STAFF_ONLY = ("handover.Handover.written_by", "handover.Handover.signed_by")
