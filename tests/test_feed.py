"""RSS and Atom feeds, against a real server on 127.0.0.1."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from ingest.read import Failed, Found, Given, Location, read
from tests.news import BODY, EN, SHELL, TITLE, page
from tests.website import Site, failure, results, serving


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as made:
        yield made


def rss(*items: str, title: str = "Steppe Press") -> str:
    return (
        f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">'
        f"<channel><title>{title}</title><link>https://steppe.example</link><language>en-us</language>"
        f"{''.join(f'<item>{item}</item>' for item in items)}</channel></rss>"
    )


def item(link: str = "", title: str = TITLE, extra: str = "") -> str:
    return f"<title>{title}</title><link>{link}</link><pubDate>Tue, 28 Nov 2023 10:00:00 GMT</pubDate>{extra}"


FULL = "<content:encoded><![CDATA[" + "".join(f"<p>{p}</p>" for p in EN) + "<p hidden>secret</p>]]></content:encoded>"
ATOM = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Steppe Press</title>
<entry><title>{title}</title><link href="{link}"/><updated>2023-11-28T10:00:00Z</updated>
<author><name>Jane Doe</name></author></entry></feed>"""


@pytest.mark.parametrize("kind", ["application/rss+xml", "application/xml", "text/xml", "text/html", "text/plain"])
def test_rss(site: Site, kind: str) -> None:
    link = site.put("/track", page())
    (found,) = results(site.put("/feed", rss(item(link)), kind))
    assert isinstance(found, Found)
    assert found.origin == link
    assert (found.article.title, found.article.text, found.article.url) == (TITLE, BODY, link)
    assert (found.article.source, found.article.published) == ("Steppe Press", date(2023, 11, 28))


def test_atom_with_a_relative_link(site: Site) -> None:
    site.put("/track", page())
    (found,) = results(site.put("/feed.atom", ATOM.format(title=TITLE, link="/track"), "application/atom+xml"))
    assert isinstance(found, Found)
    assert (found.article.url, found.article.author) == (site.url + "/track", "Jane Doe")
    assert found.article.published == date(2023, 11, 28)


def test_what_is_given_is_put_on_every_entry_but_its_title(site: Site) -> None:
    links = [site.put(f"/{n}", page()) for n in range(2)]
    feed = site.put("/feed", rss(*(item(link, f"Number {n}") for n, link in enumerate(links))))
    found = results(feed, Given(title="All", source="Given"))
    assert [(r.article.title, r.article.source) for r in found if isinstance(r, Found)] == [
        ("Number 0", "Given"),
        ("Number 1", "Given"),
    ]


def test_the_feed_is_read_lazily(site: Site) -> None:
    feed = site.put("/feed", rss(*(item(site.put(f"/{n}", page()), f"Number {n}") for n in range(3))))
    entries = read(Location(feed))
    next(entries)
    assert site.asked == ["/feed", "/0"]


def test_the_entry_is_used_when_the_page_cannot_be_had(site: Site) -> None:
    login = site.put("/login", SHELL)
    gone = site.url + "/gone"
    feed = site.put(
        "/feed",
        rss(
            item(gone, "One", FULL),
            item(login, "Two", FULL),
            item(gone + "2", "Three", "<description>A teaser.</description>"),
        ),
    )
    one, two, three = results(feed)
    assert isinstance(one, Found)
    assert isinstance(two, Found)
    assert isinstance(three, Failed)
    assert (one.article.title, one.article.text, one.article.url) == ("One", BODY, gone)
    assert two.article.text == BODY
    assert three.location == gone + "2"
    assert "404" in three.reason


def test_an_entry_without_a_link(site: Site) -> None:
    feed = site.put("/feed", rss(item("", "One", FULL), item("", "Two", "<description>A teaser.</description>")))
    one, two = results(feed)
    assert isinstance(one, Found)
    assert one.origin == f"{feed}#one"
    assert isinstance(two, Failed)
    assert "has no link" in two.reason


def test_a_feed_leads_nowhere_private(site: Site) -> None:
    port = site.server.server_port
    links = [
        "file:///etc/passwd",
        f"http://127.0.0.2:{port}/x",
        f"http://localhost:{port}/x",
        "http://[::1]/x",
        "ftp://x.example",
    ]
    links += [
        "http://169.254.169.254/latest",
        "http://10.0.0.1/",
        "http://2130706433/",
        "http://0.0.0.0/",
        "http://127.1/",
    ]
    feed = site.put("/feed", rss(*(item(link, f"Number {n}") for n, link in enumerate(links))))
    failed = results(feed)
    assert len(failed) == len(links)
    for result in failed:
        assert isinstance(result, Failed)
        assert "private network" in result.reason or "http://" in result.reason
    assert site.asked == ["/feed"]


def test_a_feed_may_not_redirect_into_the_private_network(site: Site) -> None:
    link = site.redirect("/hop", f"http://localhost:{site.server.server_port}/secret")
    (failed,) = results(site.put("/feed", rss(item(link))))
    assert isinstance(failed, Failed)
    assert "private network" in failed.reason
    assert "/secret" not in site.asked


def test_a_feed_in_a_file(site: Site, tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    path.write_text(rss(item(site.url + "/track", "One", FULL), item("", "Two", FULL)))
    size = path.stat().st_size
    one, two = read(Location(str(path), size))
    assert isinstance(one, Found)  # from the feed itself: a file may lead to no private address
    assert site.asked == []
    assert one.article.text == BODY
    assert one.size + two.size == size


def test_feeds_that_are_none(site: Site) -> None:
    assert "not an RSS or Atom feed" in failure(site.put("/a", "<note><to>you</to></note>", "text/xml"))
    assert "without entries" in failure(site.put("/b", rss()))
