"""Which way a language is written: one answer for the pages, the Word document and the check."""

from __future__ import annotations

import unicodedata
from collections import Counter
from functools import lru_cache

_LANGUAGES = frozenset(
    """
    aao abh abv acm acq acw acx adf aeb aec aee aeq afb aib aii aij aiq amw apc apd ar arc arq ars ary arz ask atn
    auj auz avd avl ayh ayl ayn ayp azb bal bdz bej bft bgn bgp bhe bhm bhn bjf bjm bqi brh brk bsh bsk chg cja ckb
    clh czk dcc def deh dgl dmk dml dv esh fa fay faz fia fub gbz ggg gha ghr gig gjk gju glh glk grr gwc gwf gwt
    gzi hac haz hbo he hkh hnd hno hoh hrt hrz hss huy isk itk iw jad jat jbe jbn jdg ji jnd jog jpa jpr jrb jye kbu
    kby kcy kfm khw klj kmz kqd ks ktl kvx kxp lad lah lhs lki lrc lrk lrl lsa lsd lss luv luz mby mde mey mfa mfi
    mhj mid mki mnj mve mvy myz mzb mzn nli nlm nqo ntz nyq oar odk omy oru ota pbt phl phr phv plk prc prd prx ps
    psh psi pst qxq rdb rhg rmt sam sbn scl sd sdb sdf sdg sdh sds sgr sgy shd shm shu shv siy siz skr smp smy sqo
    sqt srh srz ssh sts swb syc syn syr tjo tks tmr tov tra trg trm trw ug ur ush uzs vaf vgr vmh wbk wne wni wsv
    xhe xka xkc xkj xkp xvi ydg yhd yi yih yud zba zdj zrp zum
    """.split()  # noqa: SIM905  a table to be read
)
"""Those that CLDR's likely subtags write from right to left. Kept here, since Babel takes longer to import than a small
site takes to write; a test holds the table to Babel's."""
_IN_REGIONS = frozenset(
    """
    az-iq az-ir ha-cm ha-sd kk-af kk-cn kk-ir kk-mn ku-iq ku-ir ku-lb ky-cn ms-cc pa-pk tg-pk uz-af
    """.split()  # noqa: SIM905  a table to be read
)
"""Languages of several scripts, where a region settles which."""
_NOT_IN_REGIONS = frozenset(["mey-sn", "sd-in", "ug-kz", "ug-mn"])
"""As above, the other way round."""
_SCRIPTS = frozenset(["adlm", "arab", "aran", "hebr", "mand", "nkoo", "rohg", "samr", "syrc", "thaa"])


@lru_cache(maxsize=256)
def direction(language: str) -> str:
    """Return `rtl` or `ltr` for a BCP 47 tag; a script in the tag outweighs the region, and that the language."""
    first, *rest = language.lower().replace("_", "-").split("-")
    script = next((part for part in rest if len(part) == 4 and part.isalpha()), None)
    if script:
        return "rtl" if script in _SCRIPTS else "ltr"
    places = {f"{first}-{part}" for part in rest}
    rtl = not places & _NOT_IN_REGIONS if first in _LANGUAGES else bool(places & _IN_REGIONS)
    return "rtl" if rtl else "ltr"


def direction_of_letters(text: str) -> str:
    """Return `rtl` or `ltr`, as most letters of a text are written; empty for a text without letters."""
    counts = Counter[str]()
    for sign, number in Counter(text).items():
        if sign.isalpha():
            counts[unicodedata.bidirectional(sign)] += number
    if not counts:
        return ""
    return "rtl" if counts["R"] + counts["AL"] > counts["L"] else "ltr"


def language_of_letters(text: str) -> str:
    """Return a BCP 47 tag that says of a text in no known language how it is written; English where nothing tells."""
    if direction_of_letters(text) != "rtl":
        return "en"
    hebrew = sum("\u0590" <= letter <= "\u05ff" for letter in text)
    return "und-Hebr" if 2 * hebrew > sum(map(str.isalpha, text)) else "und-Arab"
