"""The banner inside a product: what it shows, what it remembers, and what it does not let a file do to the page."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Route, expect

from site_gen import program
from tests.browser.judges import RULES
from tests.browser.upcoming_files import LEGAL, LOG, product_page, upcoming

SHOP = "https://shop.example"
STRICT = (
    "default-src 'none'; script-src 'self'; connect-src 'self' https://legal.example https://gate.example; "
    "style-src 'none'; base-uri 'none'; require-trusted-types-for 'script'"
)
PRIVACY = f"{LEGAL}/privacy/upcoming.json"
TERMS = f"{LEGAL}/terms/upcoming.json"
GATE = "https://gate.example"
WAIT_FOR_FIRST = "new Promise((done) => { const look = () => told.length ? done() : setTimeout(look, 20); look() })"
OWED = {"slug": "privacy", "version_id": "2026-12-01", "text_sha256": "a" * 64, "show_as": "question"}


Open = Callable[..., Page]


@pytest.fixture
def open_shop(chromium: Browser) -> Iterator[Open]:
    """Return a function that opens a page of a product with the banner in it, and fails where the browser complains."""
    context = chromium.new_context()

    def load(
        files: Mapping[str, Any], attributes: str = "", lang: str = "en", taken: Collection[str | None] = ()
    ) -> Page:
        page = context.new_page()
        body = product_page(files, attributes, lang)
        script = program.banner().read_text(encoding="utf-8")
        answers = {f"{SHOP}/": ("text/html", body), f"{SHOP}/policy-banner.js": ("text/javascript", script)}
        answers |= {f"{SHOP}/log.js": ("text/javascript", LOG), f"{SHOP}/favicon.ico": ("image/x-icon", "")}
        answers |= {address: ("application/json", json.dumps(file)) for address, file in files.items()}

        def answer(route: Route) -> None:
            if route.request.url.startswith(GATE):
                gate(route)
                return
            kind, content = answers[route.request.url]
            headers = {"Content-Type": kind, "Content-Security-Policy": STRICT, "Access-Control-Allow-Origin": "*"}
            route.fulfill(body=content, headers=headers)

        def gate(route: Route) -> None:
            request = route.request
            status = 200 if request.method == "OPTIONS" or request.headers.get("authorization") in taken else 401
            body = {"owed": [OWED]} if request.url.endswith("/owed") else {"recorded": 1}
            headers = {"Access-Control-Allow-Origin": "*", "Access-Control-Allow-Headers": "authorization,content-type"}
            route.fulfill(status=status, json=body, headers=headers)

        page.route("**/*", answer)
        page.on("console", lambda message: pytest.fail(message.text) if is_complaint(message) else None)
        page.goto(f"{SHOP}/")
        return page

    yield load
    context.close()


def is_complaint(message: ConsoleMessage) -> bool:
    """Tell whether the browser found fault with the banner; that the gate said no is none."""
    return message.type == "error" and not (message.location["url"].startswith(GATE) and "401" in message.text)


def told(page: Page) -> list[tuple[str, list[str]]]:
    """Return what the product heard: what was done, about which policies."""
    return [(each["did"], [change["slug"] for change in each["changes"]]) for each in page.evaluate("told")]


def recorded(page: Page) -> list[dict[str, str]]:
    """Return, of each thing that the product heard, what was done about each policy."""
    return [{change["slug"]: change["did"] for change in each["changes"]} for each in page.evaluate("told")]


def test_a_notice_is_shown_once_to_each_account(open_shop: Open) -> None:
    """Closed, it is gone for this account and stands for another; under a policy that forbids nearly everything."""
    page = open_shop({PRIVACY: upcoming()}, 'account="7"')
    page.get_by_role("heading", name="Privacy will change on January 15, 2999").wait_for()
    assert (
        page.get_by_role("link", name="See what changes").get_attribute("href")
        == f"{LEGAL}/privacy/2026-12-01/changes/"
    )
    page.get_by_role("button", name="Close").click()
    page.get_by_role("link", name="Privacy policy").wait_for()
    assert told(page) == [("shown", ["privacy"]), ("dismissed", ["privacy"])]
    again = open_shop({PRIVACY: upcoming()}, 'account="7"')
    again.get_by_role("link", name="Privacy policy").wait_for()
    open_shop({PRIVACY: upcoming()}, 'account="8"').get_by_role("region").wait_for()


@pytest.mark.parametrize(("button", "did"), [("I agree", "agreed"), ("I do not agree", "refused")])
def test_a_question_takes_a_yes_or_a_no(open_shop: Open, button: str, did: str) -> None:
    """It cannot be closed without one; what a no means is for the product to say."""
    page = open_shop({PRIVACY: upcoming(show_as="question")})
    page.get_by_role("button", name=button, exact=True).click()
    page.get_by_role("link", name="Privacy policy").wait_for()
    assert told(page) == [("shown", ["privacy"]), (did, ["privacy"])]


def test_policies_that_change_on_one_day_are_one_banner(open_shop: Open) -> None:
    """With one question, above which stands what it is about; what changes later waits."""
    files = {TERMS: upcoming("terms", "question"), PRIVACY: upcoming()}
    page = open_shop({**files, f"{LEGAL}/cookies/upcoming.json": upcoming("cookies", effective_on="2999-02-01")})
    page.get_by_role("button", name="I agree", exact=True).click()
    assert told(page) == [("shown", ["privacy", "terms"]), ("agreed", ["privacy", "terms"])]


@pytest.mark.parametrize(("button", "did"), [("I agree", "agreed"), ("I do not agree", "refused")])
def test_an_answer_is_about_what_was_asked(open_shop: Open, button: str, did: str) -> None:
    """Whoever answers about the terms has neither agreed to nor refused the policy that was shown beside them."""
    page = open_shop({PRIVACY: upcoming(), TERMS: upcoming("terms", "question")})
    page.get_by_role("button", name=button, exact=True).click()
    page.get_by_role("link", name="Privacy policy").wait_for()
    shown = {"privacy": "shown", "terms": "shown"}
    assert recorded(page) == [shown, {"privacy": "dismissed", "terms": did}]


@pytest.mark.parametrize(("lang", "text"), [("en", "a"), ("de-AT", "d"), ("fr", "a")])
def test_what_is_told_is_the_text_that_was_read(open_shop: Open, lang: str, text: str) -> None:
    """In the language of the page; a gate of the first release, which knows of one text, is told of that."""
    page = open_shop({PRIVACY: upcoming()}, lang=lang)
    page.get_by_role("button").click()
    hashes = [change["text_sha256"] for each in page.evaluate("told") for change in each["changes"]]
    assert hashes == [text * 64] * 2
    old = open_shop({PRIVACY: upcoming()}, f'gate="{GATE}" token="first"', lang, {"Bearer first"})
    old.evaluate(WAIT_FOR_FIRST)
    assert old.evaluate("told[0].changes[0].text_sha256") == "a" * 64


def test_nothing_is_shown_of_a_change_that_asks_for_nothing(open_shop: Open) -> None:
    """The link that stands in the element stays, as it does where the file cannot be had."""
    for file in (upcoming(show_as="nothing"), {"upcoming_version": 2}, {}):
        page = open_shop({PRIVACY: file})
        page.get_by_role("link", name="Privacy policy").wait_for()
        assert page.get_by_role("region").count() == 0


def test_what_a_file_says_is_text(open_shop: Open) -> None:
    """No tag of it becomes an element, and no address but one of the web a link."""
    page = open_shop({PRIVACY: upcoming(summary_text="<img src=x onerror=alert(1)>", url="javascript:alert(1)")})
    expect(page.get_by_text("<img src=x onerror=alert(1)>")).to_be_visible()
    assert page.get_by_role("link", name="Read it").count() == 0


ROWS = """(head) => {
  const rows = new Map(), walk = document.createTreeWalker(head, NodeFilter.SHOW_TEXT), range = document.createRange();
  for (let text; (text = walk.nextNode());)
    for (let place = 0; place < text.length; place++) {
      range.setStart(text, place), range.setEnd(text, place + 1);
      const at = Math.round([...range.getClientRects()].pop()?.bottom ?? 0);
      rows.set(at, (rows.get(at) ?? "") + text.data[place]);
    }
  return [...rows.values()];
}"""
"""What stands in each row of an element."""


def test_a_closing_quote_stays_with_its_word(open_shop: Open) -> None:
    """A long title breaks within its word where the screen is narrow; no row begins with the sign that closes it."""
    file = upcoming()
    file["changes"][0]["languages"]["de"]["title"] = "Datenschutzbestimmungsübersichten"
    page = open_shop({PRIVACY: file}, lang="de")
    head = page.get_by_role("heading", name="Unser Dokument „Datenschutzbestimmungsübersichten“ ändert sich")
    head.wait_for()
    for width in range(240, 400, 4):
        page.set_viewport_size({"width": width, "height": 700})
        rows = head.evaluate(ROWS)
        assert not [row for row in rows if row.strip().startswith("“")], (width, rows)


def test_lines_flow_and_dates_are_the_readers(open_shop: Open) -> None:
    """A summary's lines were broken for plain text; its paragraphs and items stay apart."""
    summary = "One thing\nchanges.\n\n• A switch is\n  there.\n• Use it."
    page = open_shop({PRIVACY: upcoming(summary_text=summary)}, lang="en-GB")
    page.get_by_role("heading", name="Privacy will change on 15 January 2999").wait_for()
    assert page.get_by_text("One thing").inner_text() == "One thing changes.\n\n• A switch is there.\n• Use it."


@pytest.mark.parametrize("language", ["en", "de-AT", "ar"])
def test_it_is_accessible(open_shop: Open, axe: str, language: str) -> None:
    """In the reader's language and direction; the words of a policy that lacks it stay marked as their own."""
    page = open_shop({PRIVACY: upcoming(show_as="question")}, lang=language)
    region = page.get_by_role("region")
    region.wait_for()
    assert region.get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
    assert region.get_by_text("Weniger." if language == "de-AT" else "We share less.").is_visible()
    client = page.context.new_cdp_session(page)
    client.send("Runtime.evaluate", {"expression": axe})
    answer = page.evaluate("rules => axe.run({runOnly: rules})", RULES)
    assert answer["passes"]
    assert [violation["id"] for violation in answer["violations"]] == []


def test_a_question_names_what_it_asks_about(open_shop: Open) -> None:
    """And only that, where another policy is shown beside it: whoever agrees knows to what."""
    page = open_shop({PRIVACY: upcoming(), TERMS: upcoming("terms", "question")})
    expect(page.get_by_text("We ask for your agreement to: Terms.", exact=True)).to_be_visible()
    both = open_shop({PRIVACY: upcoming(show_as="question"), TERMS: upcoming("terms", "question")}, lang="de")
    expect(both.get_by_text("Wir bitten um Ihre Zustimmung zu: Datenschutz und Datenschutz.")).to_be_visible()


def test_a_reader_whose_language_is_lacking_gets_the_policys_own(open_shop: Open) -> None:
    """Not the one that happens to stand first in the file."""
    file = upcoming()
    file["changes"][0]["languages"] = {"ar": {**file["changes"][0]["languages"]["en"], "summary_text": "أقل."}} | file[
        "changes"
    ][0]["languages"]
    for lang in ("fr", "pl"):
        page = open_shop({PRIVACY: file}, lang=lang)
        expect(page.get_by_role("region").get_by_text("We share less.")).to_be_visible()


def test_an_address_that_fails_hides_nothing_of_the_others(open_shop: Open) -> None:
    """Whatever is wrong with the file of one policy, the change of the other is told."""
    page = open_shop({PRIVACY: {"upcoming_version": 2}, TERMS: upcoming("terms", "question")})
    page.get_by_role("button", name="I agree", exact=True).click()
    page.get_by_role("link", name="Privacy policy").wait_for()
    assert told(page) == [("shown", ["terms"]), ("agreed", ["terms"])]


def test_all_that_people_are_asked_about_is_seen(open_shop: Open) -> None:
    """On a telephone too, to its last word and what they can do: no edge hides a part, and no text takes the focus."""
    summary = "\n\n".join(["We share more.", *[f"• Point {number}.\n  It goes on." for number in range(12)]])
    file = upcoming(show_as="question", summary_text=summary, what_you_can_do_text="You can object\nuntil January.")
    page = open_shop({PRIVACY: file})
    page.set_viewport_size({"width": 360, "height": 640})
    region = page.get_by_role("region")
    expect(region.get_by_role("heading", name="What you can do")).to_be_visible()
    expect(region.get_by_text("You can object until January.")).to_be_visible()
    text = region.get_by_text("We share more.")
    assert text.evaluate("each => each.scrollHeight <= each.clientHeight")
    assert text.inner_text().count("\n\n") == 1
    stops = region.evaluate(
        "each => [...each.querySelectorAll('*')].filter((one) => one.tabIndex >= 0).map((one) => one.localName)"
    )
    assert stops == ["a", "a", "button", "button"]


def test_links_say_which_policy_they_lead_to(open_shop: Open) -> None:
    """Whoever goes from link to link hears more than the same words twice."""
    page = open_shop({PRIVACY: upcoming(), TERMS: upcoming("terms")})
    for title in ("Privacy", "Terms"):
        for words in ("See what changes", "Read it"):
            expect(page.get_by_role("link", name=f"{words}: {title}", exact=True)).to_have_text(words)


def test_a_heading_in_a_summary_loses_its_row_of_signs(open_shop: Open) -> None:
    """It marks a heading where text is all there is; on a page it is noise."""
    page = open_shop({PRIVACY: upcoming(summary_text="We share less.\n\nDetails\n-------\n\nNone - yet.")})
    assert page.get_by_text("We share less.").inner_text() == "We share less.\n\nDetails\n\nNone - yet."


def test_whoever_answers_with_the_keyboard_goes_on_from_there(open_shop: Open) -> None:
    """The focus stays where the banner was, and does not fall back to the top of the page."""
    page = open_shop({PRIVACY: upcoming()})
    page.get_by_role("button", name="Close").press("Enter")
    page.get_by_role("link", name="Privacy policy").wait_for()
    assert page.evaluate("document.activeElement.localName") == "policy-banner"


def test_an_answer_that_the_gate_does_not_keep_is_said_so(open_shop: Open) -> None:
    """Tokens end while a page stays open: the person learns that nothing was kept, and the product hears of it."""
    taken = {"Bearer first"}
    page = open_shop({PRIVACY: upcoming(show_as="question")}, f'gate="{GATE}" token="first"', taken=taken)
    agree = page.get_by_role("button", name="I agree", exact=True)
    agree.wait_for()
    page.evaluate(WAIT_FOR_FIRST)
    taken.clear()
    agree.click()
    expect(page.get_by_role("alert")).to_have_text("Your answer could not be kept. Please try again.")
    expect(agree).to_be_focused()
    assert told(page) == [("shown", ["privacy"]), ("failed", ["privacy"])]
    taken.add("Bearer second")
    page.evaluate("document.querySelector('policy-banner').setAttribute('token', 'second')")
    agree.click()
    page.get_by_role("link", name="Privacy policy").wait_for()
    assert told(page)[2:] == [("agreed", ["privacy"])]


def test_a_token_that_ended_is_renewed(open_shop: Open) -> None:
    """Where the product says how, nobody notices; a new one that is refused too is asked for once."""
    taken = {"Bearer first"}
    page = open_shop({PRIVACY: upcoming(show_as="question")}, f'gate="{GATE}" token="first"', taken=taken)
    page.evaluate(WAIT_FOR_FIRST)
    page.evaluate("asked = 0; document.querySelector('policy-banner').renew = async () => (asked++, 'second'); 0")
    agree = page.get_by_role("button", name="I agree", exact=True)
    taken.clear()
    agree.click()
    page.get_by_role("alert").wait_for()
    taken.add("Bearer second")
    agree.click()
    page.get_by_role("link", name="Privacy policy").wait_for()
    assert told(page) == [("shown", ["privacy"]), ("failed", ["privacy"]), ("agreed", ["privacy"])]
    assert page.evaluate("asked") == 1


def test_it_is_small() -> None:
    """Under 6 KB compressed: it is loaded on every page of a product."""
    assert len(gzip.compress(program.banner().read_bytes(), 9)) < 6000
