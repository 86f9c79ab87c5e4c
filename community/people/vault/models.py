"""One row for each person the care team knows by name, or for a key that nobody has redeemed yet."""

from typing import Any

from django.db import models
from django.utils import timezone

from community.people.models import REF_LENGTH, Key, Person, Service, new_ref
from community.people.vault import keyring
from community.people.vault.details import Field, Texts


class IdentityQuerySet(models.QuerySet["Identity"]):
    def visible_to(self, person: Any) -> "IdentityQuerySet":
        """Identities of the people whose service this person may reveal them for."""
        from community.people.vault.policies import known_to

        return self.filter(known_to(person))

    def of_somebody(self) -> "IdentityQuerySet":
        """Without those filled in for a key that nobody opened and nobody can open any more."""
        shut = models.Q(key__withdrawn_at__isnull=False) | models.Q(key__expires_at__lte=timezone.now())
        return self.exclude(shut, person=None)


class Identity(models.Model):
    """Encrypted by `keyring`, field by field. There is no way to read a value but `vault.actions.reveal`."""

    ref = models.CharField(max_length=REF_LENGTH, unique=True, default=new_ref, editable=False)
    service = models.ForeignKey(
        Service, models.PROTECT, related_name="+", help_text="Whose care team filled it in."
    )
    key = models.OneToOneField(Key, models.CASCADE, null=True, blank=True, related_name="identity")
    person = models.OneToOneField(Person, models.CASCADE, null=True, blank=True, related_name="identity")
    filled_at = models.DateTimeField(default=timezone.now)
    # The version of every value in the row: what the rotation has still to do.
    key_version = models.PositiveSmallIntegerField()
    real_name = models.BinaryField(default=bytes)
    nhs_number = models.BinaryField(default=bytes)
    date_of_birth = models.BinaryField(default=bytes)
    contact = models.BinaryField(default=bytes)
    nhs_number_index = models.CharField(max_length=64, blank=True)

    objects = IdentityQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "identities"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(key__isnull=False) | models.Q(person__isnull=False),
                name="identity_of_a_person_or_of_a_key",
            ),
        ]
        indexes = [
            # Read when a number is filled in: is it there already?
            models.Index(fields=["nhs_number_index"], name="same_nhs_number"),
            # Read by the rotation: rows of an older key.
            models.Index(fields=["key_version", "id"], name="identities_by_key"),
        ]

    def __str__(self) -> str:
        return f"Identity {self.ref}"

    def of_whom(self) -> str:
        """The handle, or the key that waits: what one may call them before anything is revealed."""
        if self.person:
            return self.person.handle
        return f"key {self.key.reference or self.key.ref}" if self.key else ""

    def holds(self) -> list[Field]:
        """The fields that are kept, without opening them."""
        return [field for field in Field if getattr(self, field)]

    def put(self, texts: Texts) -> None:
        """Encrypt these and all that the row holds under the newest key. Does not save."""
        held = self.texts()
        held.update(texts)
        for field in held:
            setattr(self, field, keyring.seal(held, field, row=self.ref))
        self.key_version = keyring.newest()
        if Field.NHS_NUMBER in held:
            self.nhs_number_index = keyring.blind_index(
                held, service_id=self.service_id, version=self.key_version
            )

    def texts(self) -> Texts:
        """Everything the row holds, in the clear. For this app's actions alone."""
        return Texts(
            {field: keyring.unseal(getattr(self, field), row=self.ref, field=field) for field in self.holds()}
        )
