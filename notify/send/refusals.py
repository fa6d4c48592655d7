"""What keeps a notice from being sent, found before the first byte."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from notify.errors import Refused
from notify.ledger.notices import Record
from notify.model.notice import Letter, NoticeState, Part
from notify.model.published import Manifest, Policy, Version
from notify.providers import FROM_A_TRIAL, Transport
from notify.published.site import Published, is_url
from notify.send.run import Order


def refuse_unless_sendable(
    record: Record,
    order: Order,
    transport: Transport,
    published: Callable[[], Sequence[Manifest]],
    letters: Sequence[Letter],
    today: date,
    *,
    begun: bool,
) -> None:
    """Say no, with the reason and the next step, before anything happens; `published` gives each part's manifest.

    Raises Refused; ManifestError where what is published cannot be read.
    """
    _refuse_wrong_state(record, transport)
    counts = record.snapshot.counts
    if order.confirmed != counts.owed:
        raise Refused(
            f"--confirm {order.confirmed} is not the frozen count; {counts.owed} accounts are owed this notice"
        )
    for part, manifest in zip(record.notice.parts, published(), strict=True):
        _refuse_unpublished(record, part, order, manifest, begun=begun)
        _refuse_withdrawn(record, part, letters, manifest, begun=begun)
        _refuse_unserved(part, order, manifest)
    if not begun and not order.late:
        _refuse_late(record, today)
    if transport.live:
        _refuse_live(record, order)


def refuse_after_trial(record: Record, transport: str | None) -> None:
    """Say no to another transport where the notice was tried out, and how to send it all the same.

    Raises Refused.
    """
    if record.is_trial and transport not in {None, record.transport}:
        raise Refused(
            f"notice {record.notice.notice_id} was only tried out in this ledger, to files, and nobody was told: "
            f"{FROM_A_TRIAL}"
        )


def words_changed_since(
    record: Record, manifests: Sequence[Manifest], letters: Sequence[Letter], *, begun: bool
) -> list[str]:
    """Say which versions were corrected or explained anew since the messages were made; `manifests` are each part's."""
    return [
        words
        for part, manifest in zip(record.notice.parts, manifests, strict=True)
        for words in (
            _changed_words(part.version, manifest, begun=begun),
            _joined_words(part.version, manifest, letters, begun=begun),
        )
        if words
    ]


def _joined_words(frozen: Version, manifest: Manifest, letters: Sequence[Letter], *, begun: bool) -> str:
    version = manifest.version(frozen.version_id)
    target = manifest.told_with(version)[-1] if version else frozen
    if target.version_id == frozen.version_id or _link_to(target, letters):
        return ""
    way = "what is left goes out as it is" if begun else "`freeze --replace` takes it while nothing has been sent"
    return (
        f"{manifest.location}: version {target.version_id} joined {frozen.version_id} since the freeze, and the "
        f"messages show the text without it: {way}"
    )


def _changed_words(frozen: Version, manifest: Manifest, *, begun: bool) -> str:
    version = manifest.version(frozen.version_id)
    told = (frozen.summary_text, frozen.what_you_can_do_text)
    if version is None or told == (version.summary_text, version.what_you_can_do_text):
        return ""
    way = (
        "what is left goes out in the same words"
        if begun
        else "`freeze --replace` takes the new words while nothing has been sent"
    )
    return (
        f"{manifest.location}: the explanation of {frozen.version_id} was changed since the freeze; the messages hold "
        f"the earlier one: {way}"
    )


def _refuse_wrong_state(record: Record, transport: Transport) -> None:
    notice_id = record.notice.notice_id
    if record.state is NoticeState.CANCELLED:
        raise Refused(f"notice {notice_id} was cancelled; what was not sent stays unsent")
    if record.desired == "pause":
        raise Refused(f"notice {notice_id} is paused; `policy-notify resume {notice_id}` first")
    refuse_after_trial(record, transport.name)
    if record.transport not in {None, transport.name}:
        raise Refused(
            f"notice {notice_id} is being sent by {record.transport}; go on with --transport {record.transport}"
        )


def _refuse_unpublished(record: Record, part: Part, order: Order, manifest: Manifest, *, begun: bool) -> None:
    refuse_other_policy([part], manifest)
    frozen = part.version
    version = manifest.version(frozen.version_id)
    if version is None or version.text_sha256 != frozen.text_sha256:
        raise Refused(
            f"{manifest.location} no longer has version {frozen.version_id} as it was frozen; plan and freeze again"
        )
    if why := manifest.why_untold(version):
        may_be_parted = len(record.notice.parts) > 1 and not begun
        way = (
            "`freeze --replace`, with the manifest of each policy that it tells of, keeps the rest"
            if may_be_parted
            else f"`policy-notify cancel {record.notice.notice_id}`"
        )
        raise Refused(f"version {frozen.version_id} {why}; {way}")
    is_postponed = version.effective_on > frozen.effective_on
    if version.effective_on != frozen.effective_on and not (begun and is_postponed and order.as_frozen):
        way = "add --as-frozen to send the rest as it is, since its links lead to the later date"
        raise Refused(
            f"the messages say {frozen.effective_on}, the manifest now says {version.effective_on}; "
            + (way if begun and is_postponed else "`freeze --replace` if nothing has been sent")
        )


def _refuse_withdrawn(
    record: Record, part: Part, letters: Sequence[Letter], manifest: Manifest, *, begun: bool
) -> None:
    """Raise Refused where the messages quote a text that was taken down since, or link to it."""
    version = manifest.version(part.version.version_id)
    if version is None or version.withdrawn_on is None:
        return
    target = manifest.told_with(version)[-1]
    if target.withdrawn_on is None and _link_to(target, letters):
        return
    cancel = f"`policy-notify cancel {record.notice.notice_id}`"
    way = "`freeze --replace` takes the text that applies in its place"
    raise Refused(
        f"the text of version {version.version_id} was taken down on {version.withdrawn_on}, "
        "and the messages quote it; " + (cancel if begun or target.withdrawn_on else way)
    )


def _link_to(version: Version, letters: Sequence[Letter]) -> bool:
    return all(f"/{version.version_id}/" in "".join(letter.html) for letter in letters)


def refuse_other_policy(parts: Sequence[Part], manifest: Manifest) -> None:
    """Raise Refused where a manifest is that of another policy, or of another language, than a notice tells of."""
    told, given = [_name_of(part.policy) for part in parts], _name_of(manifest.policy)
    if given not in told:
        wanted = " and ".join(told)
        raise Refused(
            f"{manifest.location} is another policy's manifest, that of {given}; the notice tells of {wanted}: "
            f"give --manifest the manifest.json of {wanted}"
        )


def _name_of(policy: Policy) -> str:
    return f"{policy.slug} ({policy.language})"


def _refuse_unserved(part: Part, order: Order, manifest: Manifest) -> None:
    """Raise Refused unless the site serves the text whose links the messages hold."""
    if order.site and not is_url(order.site) and not Path(order.site).is_dir():
        raise Refused(
            f"--site {order.site}: there is no such folder; give the one that policy-site build wrote, or a URL"
        )
    home = Published.at(order.site) if order.site else Published.split_location(manifest.location)[0]
    own = manifest.version(part.version.version_id) or part.version
    for version in dict.fromkeys((own, manifest.told_with(own)[-1])):
        if version.withdrawn_on is None:
            _refuse_other_text(home, manifest.policy.slug, version)


def _refuse_other_text(home: Published, slug: str, version: Version) -> None:
    served = [home.sha256(f"{prefix}{version.version_id}/policy.md") for prefix in ("", f"{slug}/")]
    if version.text_sha256 not in served:
        found = "serves a different text for" if any(served) else "does not serve"
        raise Refused(
            f"{home.location} {found} version {version.version_id} "
            f"(its policy.md must hash to {version.text_sha256[:12]}…); publish the site first"
        )


def _refuse_late(record: Record, today: date) -> None:
    late = next((part for part in record.notice.parts if not part.is_in_time(today)), None)
    if late is None:
        return
    obligation, version = late.obligation, late.version
    earliest = obligation.earliest_effect(version.effective_on, today)
    asked = f"{obligation.lead_days} days of notice" if obligation.lead_days else "notice"
    way_out = (
        f"version {version.version_id} applies already, so its day can no longer be moved: add --late to tell them now"
        if version.effective_on <= today
        else f"postpone it (policy-site note --postpone {version.moved_as} --until {earliest}), or add --late"
    )
    raise Refused(
        f"the rule {obligation.rule} asks for {asked} before {version.effective_on}, "
        f"so sending was due {obligation.due_words(version.effective_on, obligation.send_by)}; {way_out}"
    )


def _refuse_live(record: Record, order: Order) -> None:
    notice = record.notice
    if not order.live:
        raise Refused("this would send real mail to real people; add --live if that is intended")
    if notice.sender.email.endswith(".invalid"):
        raise Refused("no sender is named; freeze again with --from ADDRESS, or [notices] from_email in policy.toml")
    if not all(part.version.url.startswith(("http://", "https://")) for part in notice.parts):
        raise Refused(
            "the links in the messages would not be web addresses; build the site with --base-url, then freeze again"
        )
    if not notice.policy.postal_address:
        raise Refused(
            "the notice was frozen without a postal address of the controller; set `postal_address` under "
            "[organisation] in policy.toml, build the site again, then `freeze --replace`"
        )
