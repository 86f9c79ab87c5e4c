"""What the signed-in side of speak up holds of somebody: whose key it is. Reports point to nobody."""

STAFF_ONLY = ("guardians.Custody.person",)
