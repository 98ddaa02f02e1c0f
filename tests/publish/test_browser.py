# ruff: noqa: E501  # lists of addresses read best in long lines
"""The site in a real browser: direction, layout at every width, keyboard, downloads, and that nothing hostile runs."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
import sample
from chromium import FLAGS
from playwright.sync_api import Browser, Page, sync_playwright
from serving import served
from test_hostile import _fill

from pipeline.publish.snapshot import publish

WIDTHS = {"desktop": 1280, "phone": 390}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.fail(
            "These tests need a browser: run `make browser`, which installs Debian's packages "
            "chromium, fonts-noto-core and fonts-noto-cjk"
        )
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield started
        started.close()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("browser")
    publish(sample.working_database(folder / "working.db"), folder / "snapshots")
    with served(folder / "snapshots") as address:
        yield address


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True)
    yield context.new_page()
    context.close()


def _slug(page: Page, site: str, path: str, column: str) -> str:
    return str(page.request.get(f"{site}{path}").json()[0][column])


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_fits_and_speaks_to_everyone(browser: Browser, site: str, width: str, scheme: str) -> None:
    context = browser.new_context(viewport={"width": WIDTHS[width], "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    conflict = _slug(page, site, "/reportedly/conflicts.json?_shape=array&claim_type=price", "slug")
    claim = page.request.get(f"{site}/reportedly/claims_flat.json?_shape=array&language=fa").json()[0]
    paths = [
        "/", "/reportedly/claims_flat", "/reportedly/claims_flat?_layout=table", f"/reportedly/claims_flat/{claim['claim_id']}",
        "/subjects", "/subjects/deepseek-v3-2-exp", "/subjects/deepseek", "/types/market_share", "/types/price", "/sources",
        "/sources/negah", f"/articles/{claim['article_id']}", "/disagreements", f"/disagreements/{conflict}", "/changes",
        "/expectations", "/data", "/about", "/reportedly", "/reportedly/price_history?subject=DeepSeek-V3.2-Exp",
        "/reportedly/agreement",
    ]  # fmt: skip
    for path in paths:
        answer = page.goto(site + path)
        assert answer and answer.status == 200, path
        assert len(answer.body()) < 150_000, path
        wide = page.evaluate("document.scrollingElement.scrollWidth - window.innerWidth")
        assert wide <= 0, f"{path} is {wide} pixels too wide at {WIDTHS[width]}"
        assert page.evaluate("document.documentElement.lang") == "en"
        assert page.locator("h1").count() == 1, path
        assert page.locator("main").count() == page.locator("nav[aria-label=Main]").count() == 1
    assert complaints == []
    context.close()


def test_quotes_run_in_their_own_direction_with_the_value_marked(page: Page, site: str) -> None:
    for language, direction in (("fa", "rtl"), ("ar", "rtl"), ("zh", "ltr"), ("en", "ltr")):
        page.goto(f"{site}/reportedly/claims_flat?language={language}")
        quote = page.locator("article.claim blockquote q").first
        assert quote.evaluate("node => getComputedStyle(node).direction") == direction
        assert quote.get_attribute("lang") == language
        assert quote.locator("mark").count() == 1
    page.goto(f"{site}/reportedly/claims_flat?language=fa&aspect=input")
    assert page.locator("mark").first.inner_text() == "۰٫۲۸ دلار"


def test_mixed_numbers_are_drawn_in_the_right_order(page: Page, site: str) -> None:
    """In the Persian sentence the digits stand to the right of the currency's name; inside they run left to right."""
    page.goto(f"{site}/reportedly/claims_flat?language=fa&aspect=input")
    places = page.locator("mark bdi").first.evaluate(
        """node => { const text = node.firstChild, at = i => { const r = document.createRange();
        r.setStart(text, i); r.setEnd(text, i + 1); return r.getBoundingClientRect().x };
        return [at(0), at(3), at(5)] }"""
    )
    first_digit, last_digit, currency = places
    assert first_digit < last_digit
    assert currency < first_digit


def test_a_facet_narrows_the_list_and_can_be_removed(page: Page, site: str) -> None:
    page.goto(f"{site}/reportedly/claims_flat")
    every = page.locator("article.claim").count()
    with page.expect_navigation():
        page.get_by_role("link", name="Persian", exact=True).first.click()
    assert "language=fa" in page.url
    assert 0 < page.locator("article.claim").count() < every
    assert page.locator("article.claim q:not([lang=fa])").count() == 0
    with page.expect_navigation():
        page.get_by_role("link", name="Remove Persian").click()
    assert page.locator("article.claim").count() == every


def test_the_search_box_of_the_home_page_finds_and_a_dot_leads_to_its_claim(page: Page, site: str) -> None:
    page.goto(site)
    page.get_by_role("searchbox").fill("降价")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    cards = page.locator("article.claim").all_inner_texts()
    assert cards and all("降价" in card or "降價" in card or "Price change" in card for card in cards), cards
    page.goto(f"{site}/subjects/deepseek-v3-2-exp")
    with page.expect_navigation():
        page.locator("svg a.dot").first.click()
    assert "/reportedly/claims_flat/" in page.url


def test_the_database_can_be_downloaded_and_opened(page: Page, site: str, tmp_path: Path) -> None:
    page.goto(f"{site}/data")
    with page.expect_download() as started:
        page.get_by_role("link", name="reportedly.db", exact=True).click()
    file = tmp_path / started.value.suggested_filename
    started.value.save_as(file)
    with sqlite3.connect(file) as connection:
        assert connection.execute("select count(*) from claims_flat").fetchone()[0] > 30
        assert connection.execute("pragma integrity_check").fetchone() == ("ok",)


def test_the_keyboard_reaches_the_content_first(page: Page, site: str) -> None:
    page.goto(site)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_nothing_hostile_runs(browser: Browser, tmp_path: Path) -> None:
    working = sample.working_database(tmp_path / "working.db")
    ids = _fill(working)
    publish(working, tmp_path / "snapshots", exports=False)
    with served(tmp_path / "snapshots") as address:
        context = browser.new_context()
        page = context.new_page()
        dialogs: list[str] = []
        page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
        outside: list[str] = []
        page.on("request", lambda request: outside.append(request.url) if not request.url.startswith(address) else None)
        for path in (
            "/", "/reportedly/claims_flat?_size=100", "/reportedly/claims_flat?_layout=table&_size=100", "/sources", "/subjects",
            *(f"/reportedly/claims_flat/{identifier}" for identifier in ids[:12]),
        ):  # fmt: skip
            page.goto(address + path)
            assert page.evaluate("typeof window.pwned") == "undefined", path
        assert dialogs == []
        assert outside == []
        context.close()
