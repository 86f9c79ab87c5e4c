"""Changing what a service sets for itself. Effective with the next request: nothing keeps a copy."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from community.people import audit
from community.people.models import Key, Person, Retention, Service
from community.people.policies import may, require, runs
from community.people.roles import Permission


@transaction.atomic
def change(*, form: Any, by: Person) -> Any:
    """Save a valid form of a Service, or of something that belongs to one, and write down what was changed.

    A new service is opened by an administrator; what belongs to a service stays with it.
    """
    service: Service = form.instance if isinstance(form.instance, Service) else form.instance.service
    if service.pk is None:
        require(may(by, Permission.ADMINISTER), "Only an administrator opens a new service.")
    else:
        require(runs(by, service), "You can change the settings of your own service only.")
    is_new, changed = form.instance.pk is None, changed_parts(form)
    saved = form.save()
    kind = saved._meta.model_name
    did = f"opened {kind}" if is_new else f"changed {kind}"
    audit.write(who=by, did=did, what=f"{kind}:{saved.slug}", why=", ".join(changed), service=service)
    return saved


def changed_parts(form: Any) -> list[str]:
    """Names of the fields and lists that differ from what is stored; never their contents."""
    parts = [str(name) for name in form.changed_data]
    formsets = getattr(form, "formsets", {})
    return parts + [name for name, formset in formsets.items() if formset.has_changed() and name not in parts]


def forget_unused_keys(*, now: datetime | None = None) -> int:
    """Remove keys that nobody opened, as long after their end as their service says; returns how many. What
    hangs on such a key, the identity filled in for it, goes with it."""
    now = now or timezone.now()
    gone = 0
    for rule in Retention.objects.filter(kind=Retention.Kind.UNUSED_KEYS):
        over = Key.objects.filter(service=rule.service_id, redeemed_at=None)
        over = over.filter(expires_at__lt=now - timedelta(days=rule.days))
        gone += over.count()
        over.delete()
    return gone
