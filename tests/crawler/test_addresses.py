"""One key per page."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.addresses import canonical


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("HTTP://News.Example:80/a", "http://news.example/a"),
        ("https://news.example:443/a#part", "https://news.example/a"),
        ("https://news.example:8443/a", "https://news.example:8443/a"),
        ("https://news.example", "https://news.example/"),
        ("https://news.example./a", "https://news.example/a"),
        ("https://user:pw@news.example/a", "https://news.example/a"),
        ("https://n.example/?b=2&a=1", "https://n.example/?a=1&b=2"),
        ("https://n.example/n.aspx?newsid=77", "https://n.example/n.aspx?newsid=77"),
        ("https://n.example/?p=123", "https://n.example/?p=123"),
        ("https://n.example/a?utm_source=x&id=5&fbclid=y", "https://n.example/a?id=5"),
        ("https://n.example/a?spm=1.2.3&from=timeline&isappinstalled=0", "https://n.example/a"),
        ("https://n.example/a?", "https://n.example/a"),
        ("https://n.example/a?empty=", "https://n.example/a?empty="),
        ("https://n.example/a?fromage=1&preference=2", "https://n.example/a?fromage=1&preference=2"),
        ("https://例子.example/新闻?id=7", "https://xn--fsqu00a.example/%E6%96%B0%E9%97%BB?id=7"),
        ("https://BÜCHER.example/", "https://xn--bcher-kva.example/"),
        ("https://n.example/%7euser/%e6%96%b0", "https://n.example/~user/%E6%96%B0"),
        ("https://n.example/a b?q=هوش", "https://n.example/a%20b?q=%D9%87%D9%88%D8%B4"),
        ("  https://n.example/a\n", "https://n.example/a"),
        ("https://[2001:DB8::1]:443/a", "https://[2001:db8::1]/a"),
    ],
)
def test_canonical(url: str, key: str) -> None:
    assert canonical(url) == key


def test_a_source_keeps_what_it_needs() -> None:
    assert canonical("https://n.example/a?from=7&utm_source=x", {"from"}) == "https://n.example/a?from=7"


@pytest.mark.parametrize("url", ["", "/a", "ftp://n.example/a", "javascript:alert(1)", "https:///a", "http://[bad/"])
def test_what_is_no_web_address(url: str) -> None:
    with pytest.raises(ValueError):
        canonical(url)


@given(st.text(max_size=60))
def test_a_key_is_its_own_key(rest: str) -> None:
    key = canonical("https://n.example/" + rest.replace("\\", ""))
    assert canonical(key) == key
