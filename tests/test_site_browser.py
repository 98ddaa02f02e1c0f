"""The served demo in a real browser, as a reader uses it."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from chromium import FLAGS
from playwright.sync_api import Page, sync_playwright

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium found: `make browser` installs it")


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch_persistent_context(
            tmp_path_factory.mktemp("profile"),
            executable_path=CHROMIUM,
            headless=True,
            args=FLAGS,
            accept_downloads=True,
        )
        browser.route("**/*", lambda route: route.continue_() if "//127.0.0.1:" in route.request.url else route.abort())
        yield browser.new_page()
        browser.close()


@pytest.mark.parametrize("language", ["fa", "ar"])
def test_quotes_of_right_to_left_languages_are_set_right_to_left(page: Page, site: str, language: str) -> None:
    page.goto(f"{site}/reportedly/claims_flat?language={language}")
    quotes = page.locator(f"blockquote [lang={language}]")
    assert quotes.count() > 10
    quote = quotes.first
    assert quote.get_attribute("dir") == "rtl"
    assert quote.evaluate("e => getComputedStyle(e).direction") == "rtl"
    value = quote.locator("mark bdi").first
    assert value.inner_text() and value.evaluate("e => getComputedStyle(e).unicodeBidi").startswith("isolate")


def test_a_facet_narrows_the_claims(page: Page, site: str) -> None:
    page.goto(f"{site}/reportedly/claims_flat")
    everything = page.locator("blockquote").count()
    with page.expect_navigation():
        page.locator("a[href*='claim_type=market_share'], a[href*='claim_type__exact=market_share']").first.click()
    assert "market_share" in page.url
    assert 0 < page.locator("blockquote").count() <= everything
    for value in page.locator("article.claim .value").all_inner_texts():
        assert value.endswith("%")


def test_the_search_box_finds_a_name_in_every_script(page: Page, site: str) -> None:
    page.goto(site)
    page.get_by_role("searchbox").first.fill("深度求索")
    with page.expect_navigation():  # the home page shows quotes too: those are not the answer
        page.keyboard.press("Enter")
    assert page.locator("blockquote").count() > 10
    facets = page.locator("a[href*='language=']").all_inner_texts()
    assert all(any(name in facet for facet in facets) for name in ("Arabic", "Chinese", "English", "Persian")), facets


def test_the_database_can_be_downloaded_and_queried(page: Page, site: str, tmp_path: Path) -> None:
    page.goto(site)
    with page.expect_download() as download:
        page.locator("a[href$='/download/reportedly.db']").first.click()
    file = tmp_path / "reportedly.db"
    download.value.save_as(file)
    connection = sqlite3.connect(file)
    assert connection.execute("select count(distinct language) from claims_flat").fetchone() == (4,)
    connection.close()
