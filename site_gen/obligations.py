"""Which notices a version owes. Pure: the manifest carries the answer, and the notifier acts on it."""

from __future__ import annotations

from datetime import timedelta

from site_gen.manifest import OwedNotice
from site_gen.model import ChangeClass, Promise, Version

_OWED_FOR = {ChangeClass.MATERIAL, ChangeClass.MATERIAL_CONSENT}
_DEFAULT_LEAD_DAYS = 30


def obligations(version: Version, promise: Promise | None) -> tuple[OwedNotice, ...]:
    """Return what a version owes under the policy's own promise.

    A first version owes nothing: nobody held an account under an earlier one.
    """
    if version.change_class not in _OWED_FOR or version.predecessor_id is None:
        return ()
    lead_days = promise.lead_days if promise else _DEFAULT_LEAD_DAYS
    notice = OwedNotice(
        rule="promise" if promise else "default-lead",
        regions=("*",),
        channel=promise.channel if promise else "email",
        lead_days=lead_days,
        send_by=version.effective_on - timedelta(days=lead_days),
        consent=version.change_class is ChangeClass.MATERIAL_CONSENT,
        source="The policy's own promise (policy.toml)" if promise else "Default lead time; no promise is configured",
    )
    return (notice,)
