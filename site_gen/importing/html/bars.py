"""What programs put around a page that is not the page's own: bars of archives, of consent tools, of Google Docs. Pure.

Source: the names that these programs give their elements.
"""

from __future__ import annotations

import re

from site_gen.importing.html.tree import Node

_IDS = frozenset({
    "wm-ipp-base", "wm-ipp", "wm-ipp-print", "donato", "onetrust-consent-sdk", "onetrust-banner-sdk",
    "CybotCookiebotDialog", "CookiebotWidget", "usercentrics-root", "usercentrics-cmp-ui", "cookie-law-info-bar",
    "cookie-law-info-again", "cliSettingsPopup", "moove_gdpr_cookie_info_bar", "moove_gdpr_cookie_modal",
    "cmplz-cookiebanner-container", "iubenda-cs-banner", "hs-eu-cookie-confirmation", "truste-consent-track",
    "didomi-host", "qc-cmp2-container", "axeptio_overlay", "tarteaucitronRoot", "BorlabsCookieBox",
    "termly-code-snippet", "cookiescript_injected", "cookieConsentBanner", "cookie-notice", "gdpr-cookie-message",
    "catapult-cookie-bar", "sp-cc", "ccc", "klaro", "cookiefirst-root", "shopify-pc__banner", "ketch-banner",
    "transcend-consent-manager",
})  # fmt: skip
_CLASSES = frozenset({
    "cc-window", "cc-banner", "cky-consent-container", "cky-modal", "osano-cm-window", "osano-cm-dialog",
    "cmplz-cookiebanner", "cookiefirst-root", "termly-styles-root", "trustarc-banner-container", "fc-consent-root",
    "evidon-banner", "klaro", "cookieconsent-wrapper",
})  # fmt: skip
_OF_GOOGLE = re.compile(r"Google (?:Docs|Drive)")
_GOOGLES_IDS = frozenset({"banners", "footer"})


def is_bar(node: Node) -> bool:
    """Whether an archive, a consent tool or Google's publishing put it into the page."""
    own = node.attributes.get("id", "")
    if own in _IDS or not _CLASSES.isdisjoint(node.attributes.get("class", "").split()):
        return True
    return own in _GOOGLES_IDS and bool(_OF_GOOGLE.search(node.text()))
