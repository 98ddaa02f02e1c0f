"""Feeds, sitemaps and listings as sites really serve them: each case is one host, all are crawled together."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator

import pytest

from tests.crawler.world import Answer, Cases, Host, Site, World, page, rss, sitemap

cases = Cases()


@cases
def rss_2(host: Host) -> Iterator[None]:
    host.feed("/1", "/2")
    yield
    assert host.delivered == ["/1", "/2"]


@cases
def rss_1(host: Host) -> Iterator[None]:
    host["/feed"] = (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">'
        f'<channel rdf:about="x"><link>{host.base}/</link></channel>'
        f'<item rdf:about="{host.base}/1"><title>GPT</title><link>{host.base}/1</link></item></rdf:RDF>'
    )
    host["/1"] = page("GPT")
    yield
    assert host.delivered == ["/1"]


@cases
def atom(host: Host) -> Iterator[None]:
    host["/feed"] = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><link rel="self" href="/feed"/>'
        '<entry><title type="html">GPT</title>'
        '<link rel="replies" href="/1/comments"/><link rel="alternate" href="/1"/><id>tag:x,2026:1</id>'
        "<updated>2026-01-02T03:04:05Z</updated></entry></feed>"
    )
    host["/1"] = page("GPT")
    yield
    assert host.delivered == ["/1"]
    assert host.captures[0].feed_date == "2026-01-02T03:04:05Z"


@cases
def feed_with_bare_ampersands_and_html_entities(host: Host) -> Iterator[None]:
    host["/feed"] = (
        "<rss><channel><item><title>R&D &nbsp; caf&eacute; &bogus; GPT</title>"
        f"<link>{host.base}/n.aspx?newsid=77&lang=fa</link></item></channel></rss>"
    )
    host["/n.aspx?newsid=77&lang=fa"] = page("GPT")
    yield
    assert host.delivered == ["/n.aspx?newsid=77&lang=fa"]
    assert host.site.rows("select title from pages where source = ?", host.source.id) == [("R&D café &bogus; GPT",)]


@cases
def feed_in_gb18030_that_says_utf_8(host: Host) -> Iterator[None]:
    body = rss((host.base + "/1", "大模型降价，每百万词元两元")).encode("gb18030")
    host["/feed"] = Answer(body, headers={"Content-Type": "text/xml; charset=utf-8"})
    host["/1"] = page("GPT")
    host.has(language="zh", country="CN", topic=True)
    yield
    assert host.delivered == ["/1"]
    assert host.site.rows("select title from pages where source = ?", host.source.id)[0][0].startswith("大模型降价")


@cases
def feed_in_windows_1256_by_its_declaration(host: Host) -> Iterator[None]:
    text = rss((host.base + "/1", "نموذج لغوي جديد")).replace('encoding="utf-8"', 'encoding="windows-1256"')
    host["/feed"] = Answer(text.encode("cp1256"), headers={"Content-Type": "application/rss+xml"})
    host["/1"] = page("GPT")
    host.has(language="ar", country="AE", topic=True)
    yield
    assert host.delivered == ["/1"]


@cases
def feed_date_in_a_local_calendar_is_kept_as_it_stands(host: Host) -> Iterator[None]:
    url = host.base + "/1"
    host["/feed"] = rss((url, "GPT"), dates={url: "شنبه ۱ آذر ۱۴۰۵ - ۱۰:۳۰"})
    host["/1"] = page("GPT")
    yield
    assert host.captures[0].feed_date == "شنبه ۱ آذر ۱۴۰۵ - ۱۰:۳۰"


@cases
def feed_with_a_leading_blank_line_and_a_torn_end(host: Host) -> Iterator[None]:
    whole = rss((host.base + "/1", "GPT"), (host.base + "/2", "GPT"))
    host["/feed"] = "\r\n\r\n " + whole[: whole.rindex("</channel>")]
    host["/1"] = host["/2"] = page("GPT")
    yield
    assert host.delivered == ["/1", "/2"]


@cases
def feed_with_control_and_direction_characters(host: Host) -> Iterator[None]:
    host["/feed"] = rss((host.base + "/1", "GPT\x00\x0b \u202eevil\u2066 price"))
    host["/1"] = page("GPT")
    yield
    assert host.site.rows("select title from pages where source = ?", host.source.id) == [("GPT evil price",)]


@cases
def html_instead_of_a_feed_is_a_failure(host: Host) -> Iterator[None]:
    host["/feed"] = page("Log in")
    yield
    assert host.failures == {"not-a-feed": 1}
    assert "HTML page" in host.tally.notes[0]


@cases
def empty_answer_instead_of_a_feed_is_a_failure(host: Host) -> Iterator[None]:
    host["/feed"] = b""
    yield
    assert host.failures == {"not-a-feed": 1}


@cases
def entities_in_a_feed_are_refused(host: Host) -> Iterator[None]:
    bomb = '<!DOCTYPE rss [<!ENTITY a "xxxxxxxxxx"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    host["/feed"] = bomb + f"<rss><channel><item><title>&b;</title><link>{host.base}/1</link></item></channel></rss>"
    yield
    assert host.failures == {"not-a-feed": 1}
    assert host.delivered == []


@cases
def external_entity_in_a_feed_is_refused(host: Host) -> Iterator[None]:
    host["/feed"] = (
        '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><channel><item><title>&x;</title>'
        f"<link>{host.base}/1</link></item></channel></rss>"
    )
    yield
    assert host.failures == {"not-a-feed": 1}


@cases
def plain_sitemap(host: Host) -> Iterator[None]:
    host["/map.xml"] = sitemap(host.base + "/1", host.base + "/2")
    host["/1"] = host["/2"] = page("GPT")
    host.has(sitemaps=(host.base + "/map.xml",))
    yield
    assert host.delivered == ["/1", "/2"]
    assert host.captures[0].feed_date == "2026-01-01"


@cases
def gzipped_sitemap_with_any_type(host: Host) -> Iterator[None]:
    body = gzip.compress(sitemap(host.base + "/1").encode())
    host["/map.xml.gz"] = Answer(body, headers={"Content-Type": "application/octet-stream"})
    host["/1"] = page("GPT")
    host.has(sitemaps=(host.base + "/map.xml.gz",))
    yield
    assert host.delivered == ["/1"]


@cases
def gzip_bomb_of_a_sitemap_is_refused(host: Host) -> Iterator[None]:
    host["/map.xml.gz"] = Answer(gzip.compress(b" " * (40 << 20)), headers={"Content-Type": "application/gzip"})
    host.has(sitemaps=(host.base + "/map.xml.gz",))
    yield
    assert host.failures == {"not-a-feed": 1}


@cases
def sitemap_index_follows_the_newest(host: Host) -> Iterator[None]:
    children = "".join(
        f"<sitemap><loc>{host.base}/map-{month:02}.xml</loc><lastmod>2026-{month:02}-01</lastmod></sitemap>"
        for month in range(1, 13)
    )
    host["/map.xml"] = f"<sitemapindex>{children}</sitemapindex>"
    for month in range(1, 13):
        host[f"/map-{month:02}.xml"] = sitemap(f"{host.base}/{month}")
        host[f"/{month}"] = page("GPT")
    host.has(sitemaps=(host.base + "/map.xml",))
    yield
    assert "/12" in host.delivered and "/7" in host.delivered
    assert "/1" not in host.delivered, "six sitemaps a crawl are enough"


@cases
def sitemap_index_that_names_itself_ends(host: Host) -> Iterator[None]:
    host["/map.xml"] = f"<sitemapindex><sitemap><loc>{host.base}/map.xml</loc></sitemap></sitemapindex>"
    host.has(sitemaps=(host.base + "/map.xml",))
    yield
    assert len(host.asked) < 10


@cases
def news_sitemap_with_titles_is_filtered_by_topic(host: Host) -> Iterator[None]:
    def entry(path: str, title: str) -> str:
        return (
            f"<url><loc>{host.base}{path}</loc><n:news><n:publication><n:name>x</n:name></n:publication>"
            f"<n:publication_date>2026-01-05</n:publication_date><n:title>{title}</n:title></n:news></url>"
        )

    host["/news.xml"] = (
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
        ' xmlns:n="http://www.google.com/schemas/sitemap-news/0.9">'
        f"{entry('/1', 'OpenAI cuts prices')}{entry('/2', 'Football results')}</urlset>"
    )
    host["/1"] = page("GPT")
    host.has(sitemaps=(host.base + "/news.xml",), topic=True)
    yield
    assert host.delivered == ["/1"]
    assert "/2" not in host.asked
    assert host.tally.off_topic == 1


@cases
def listing_with_patterns(host: Host) -> Iterator[None]:
    host["/list"] = (
        '<a href="/tech/101">GPT one</a><a href="/tech/102#comments">GPT two</a><a href="/tag/gpt">tag</a>'
        '<a href="mailto:x@y.z">mail</a><a href="javascript:void(0)">js</a><a href="http://[bad">bad</a>'
        '<a href="//other.example/tech/103">elsewhere</a><a href="/tech/104/print">print</a><a>none</a>'
    )
    host["/tech/101"] = host["/tech/102"] = page("GPT")
    host.has(
        listings=(host.base + "/list",),
        articles=(re.compile(r"/tech/\d+"),),
        exclude=(re.compile(r"/print$"),),
    )
    yield
    assert host.delivered == ["/tech/101", "/tech/102"]


@cases
def listing_follows_next_pages_while_they_are_new(host: Host) -> Iterator[None]:
    for number in range(1, 6):
        links = "".join(f'<a href="/a/{number}{n}">GPT</a>' for n in range(4))
        following = f'<a class="next" href="/list?page={number + 1}">›</a>' if number < 5 else ""
        host["/list" if number == 1 else f"/list?page={number}"] = links + following
        for n in range(4):
            host[f"/a/{number}{n}"] = page("GPT")
    host.has(listings=(host.base + "/list",), articles=(re.compile(r"/a/"),))
    yield
    assert len(host.delivered) == 20
    host["/list"] = (
        '<a href="/a/new">GPT</a><a href="/a/10">x</a><a href="/a/11">x</a><a rel="next" href="/list?page=2">2</a>'
    )
    host["/a/new"] = page("GPT")
    yield
    assert "/a/new" in host.delivered
    assert "/list?page=2" not in host.asked, "more than half of the first page was known"


@cases
def listing_without_end_is_left_after_ten_pages(host: Host) -> Iterator[None]:
    for number in range(1, 30):
        host[f"/list?p={number}"] = f'<a href="/a/{number}">GPT</a><a href="/list?p={number + 1}">下一页</a>'
        host[f"/a/{number}"] = page("GPT")
    host.has(listings=(host.base + "/list?p=1",), articles=(re.compile(r"/a/"),))
    yield
    assert len([path for path in host.asked if path.startswith("/list")]) == 10


@cases
def forum_board_in_gbk_without_a_declaration(host: Host) -> Iterator[None]:
    board = (
        '<table><tr><th><a href="thread-9-1-1.html">豆包大模型价格讨论</a></th></tr></table>'
        '<a class="nxt" href="x">下一页</a>'
    )
    host["/forum-2-1.html"] = Answer(board.encode("gbk"), headers={"Content-Type": "text/html"})
    host["/thread-9-1-1.html"] = page("GPT")
    host.has(
        listings=(host.base + "/forum-2-1.html",),
        articles=(re.compile(r"thread-\d+-1-1"),),
        language="zh",
        country="CN",
        kind="forum",
        topic=True,
    )
    yield
    assert host.delivered == ["/thread-9-1-1.html"]


@cases
def listing_base_element_is_obeyed(host: Host) -> Iterator[None]:
    host["/list"] = f'<base href="{host.base}/deep/"><a href="1">GPT</a>'
    host["/deep/1"] = page("GPT")
    host.has(listings=(host.base + "/list",), articles=(re.compile(r"/deep/"),))
    yield
    assert host.delivered == ["/deep/1"]


@cases
def topic_filter_reads_titles_and_summaries(host: Host) -> Iterator[None]:
    items = [
        ("/1", "DeepSeek halves its price", ""),
        ("/2", "A quiet day", ""),
        ("/3", "What we learnt", "the new LLM"),
    ]
    host["/feed"] = (
        "<rss><channel>"
        + "".join(
            f"<item><title>{title}</title><link>{host.base}{path}</link>"
            f"<description>&lt;p&gt;{text}&lt;/p&gt;</description></item>"
            for path, title, text in items
        )
        + "</channel></rss>"
    )
    for path, *_ in items:
        host[path] = page("x")
    host.has(topic=True)
    yield
    assert host.delivered == ["/1", "/3"]
    assert host.tally.off_topic == 1
    yield
    assert host.tally.off_topic == 0, "counted once"


@cases
def topic_filter_reads_the_page_where_the_title_leaves_it_open(host: Host) -> Iterator[None]:
    host.feed("/1", "/2", title="What AI did this week")
    host["/1"] = page("What AI did this week", "OpenAI and Anthropic both lowered their prices.")
    host["/2"] = page("What AI did this week", "A farmer lost a game of chess.")
    host.has(topic=True)
    yield
    assert host.delivered == ["/1"]
    assert host.outcome("/2") == ("off-topic", None)


@cases
def topic_filter_reads_the_page_where_a_sitemap_has_no_titles(host: Host) -> Iterator[None]:
    host["/map.xml"] = sitemap(host.base + "/1", host.base + "/2")
    host["/1"] = page("Weekly", "Anthropic announced a new version of Claude today.")
    host["/2"] = "<nav>ChatGPT news</nav>" + page("Weather", "It will rain.")
    host.has(sitemaps=(host.base + "/map.xml",), topic=True)
    yield
    assert host.delivered == ["/1"]
    assert host.outcome("/2") == ("off-topic", None)


@cases
def addresses_on_other_hosts_are_not_followed(host: Host) -> Iterator[None]:
    host["/feed"] = rss(("http://elsewhere.example/1", "GPT"), (host.base + "/1", "GPT"))
    host["/1"] = page("GPT")
    host.world["elsewhere.example/1"] = page("GPT")
    yield
    assert host.delivered == ["/1"]
    assert host.world.asked("elsewhere.example") == []


@cases
def further_hosts_of_an_entry_are_followed(host: Host) -> Iterator[None]:
    other = "cdn-" + host.name
    host["/feed"] = rss((f"http://{other}/1", "GPT"), (f"http://m.{host.name}/2", "GPT"))
    host.world[f"{other}/1"] = host.world[f"m.{host.name}/2"] = page("GPT")
    host.has(hosts=(other,))
    yield
    assert host.delivered == [f"http://{other}/1", f"http://m.{host.name}/2"]


@cases
def trackers_do_not_make_another_page(host: Host) -> Iterator[None]:
    host["/feed"] = rss(
        (host.base + "/1?utm_source=rss&amp;utm_medium=feed", "GPT"),
        (host.base + "/1?fbclid=x", "GPT"),
        (host.base + "/1#top", "GPT"),
    )
    host["/1"] = host["/1?utm_source=rss&utm_medium=feed"] = page("GPT")
    yield
    assert len(host.delivered) == 1
    assert host.site.rows("select key from pages where source = ?", host.source.id) == [(host.base + "/1",)]


@cases
def article_numbers_in_the_query_are_kept(host: Host) -> Iterator[None]:
    host.feed("/n.aspx?newsid=77", "/n.aspx?newsid=78", "/?p=123")
    yield
    assert host.delivered == ["/?p=123", "/n.aspx?newsid=77", "/n.aspx?newsid=78"]


@cases
def address_in_another_script_is_asked_for(host: Host) -> Iterator[None]:
    host["/feed"] = rss((host.base + "/اخبار/هوش-مصنوعی", "GPT"))
    path = "/%D8%A7%D8%AE%D8%A8%D8%A7%D8%B1/%D9%87%D9%88%D8%B4-%D9%85%D8%B5%D9%86%D9%88%D8%B9%DB%8C"
    host[path] = page("GPT")
    yield
    assert host.delivered == [path]


@cases
def moved_feed_is_noted(host: Host) -> Iterator[None]:
    host["/feed"] = Answer(b"", 301, {"Location": "/new-feed"})
    host.feed("/1", at="/new-feed")
    yield
    assert host.delivered == ["/1"]
    moved = host.site.rows("select moved_to from feeds where url = ?", host.base + "/feed")
    assert moved == [(host.base + "/new-feed",)]


@cases
def feed_lists_a_thousand_pages_at_most(host: Host) -> Iterator[None]:
    host["/map.xml"] = sitemap(*(f"{host.base}/{n}" for n in range(3000)))
    host.has(sitemaps=(host.base + "/map.xml",), budget=1)
    yield
    assert host.site.rows("select count(*) from pages where source = ?", host.source.id) == [(1000,)]


@cases
def feed_that_moved_to_another_host_is_read(host: Host) -> Iterator[None]:
    host["/feed"] = Answer(b"", 301, {"Location": f"http://feeds-{host.name}/x"})
    host.world[f"feeds-{host.name}/x"] = rss((host.base + "/1", "GPT"), (f"http://feeds-{host.name}/2", "GPT"))
    host["/1"] = page("GPT")
    yield
    assert host.delivered == ["/1"], "its articles must still be the source's"


@cases
def long_sitemap_without_dates_is_read_from_both_ends(host: Host) -> Iterator[None]:
    host["/map.xml"] = sitemap(*(f"{host.base}/{n}" for n in range(5000)), lastmod="")
    host["/0"] = host["/4999"] = page("GPT")
    host.has(sitemaps=(host.base + "/map.xml",), budget=2)
    yield
    assert host.delivered == ["/0", "/4999"]


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Exception | None]]:
    world = World()
    yield cases.run(Site(tmp_path_factory.mktemp("discovery")), world)
    world.close()


@pytest.mark.parametrize("name", cases.scripts)
def test_discovery(outcome: dict[str, Exception | None], name: str) -> None:
    error = outcome[name]
    if error:
        raise error
