"""Markdown of people as HTML that can do no harm."""

import time
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from activities.newsroom.article import LONGEST, TAGS, Picture, pictures_in, rendered, words

PICTURE = {12: Picture("/news/picture/12/", 800, 600)}


def html(text, **kinds):
    return rendered(text, PICTURE, **kinds)


def test_paragraphs_headings_lists_and_emphasis():
    found = html("# 大\n\n### 小\n\n一行\n二行\n\n- 甲\n- 乙\n\n**重** *斜* ~~删~~")
    assert "<h2>大</h2>" in found and "<h3>小</h3>" in found and "一行<br>" in found
    assert "<li>甲</li>" in found and "<strong>重</strong>" in found and "<s>删</s>" in found


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[点](javascript:alert(1))",
        "[点](JaVaScRiPt:alert(1))",
        "[点](&#106;avascript:alert(1))",
        "[点](data:text/html;base64,PHNjcmlwdD4=)",
        "[点](vbscript:msgbox)",
        "<javascript:alert(1)>",
        "![x](data:image/svg+xml;base64,PHN2Zz4=)",
        "![x](https://evil.example/x.png)",
        "![x](//evil.example/x.png)",
        "![x](/logout/)",
        "![x](file:///etc/passwd)",
        '![" onerror="alert(1)](media:12)',
        "<svg onload=alert(1)>",
        "[a]: javascript:alert(1)\n\n[a]",
        '<a href="https://a.cn" onclick="x()">x</a>',
        "<style>*{display:none}</style>",
        "<iframe src=https://evil.example>",
    ],
)
def test_nothing_that_acts_comes_through(text):
    assert acts(html(text)) == []


class Tags(HTMLParser):
    """Every tag with its attributes, as a browser would read them."""

    def __init__(self, text):
        super().__init__()
        self.found = []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.found.append((tag, dict(attributes)))


NAMES = {"href", "rel", "src", "alt", "width", "height", "loading", "class", "start"}
LINKS = ("http://", "https://", "mailto:")


def acts(found):
    """What of some HTML is no plain text, link out or own picture."""
    return [
        (tag, attributes)
        for tag, attributes in Tags(found).found
        if tag not in TAGS
        or not attributes.keys() <= NAMES
        or not attributes.get("href", LINKS[0]).lower().startswith(LINKS)
        or attributes.get("src", PICTURE[12].url) != PICTURE[12].url
    ]


def test_links_lead_out_without_our_name_and_rank():
    assert html("[好](https://a.cn/x?y=1&z=2)") == (
        '<p><a href="https://a.cn/x?y=1&amp;z=2" rel="noopener nofollow">好</a></p>\n'
    )


def test_addresses_are_not_made_links_by_themselves():
    assert "<a" not in html("见 www.a.cn 和 https://a.cn")


def test_own_picture_with_its_caption():
    found = html("![一起焊](media:12)")
    assert 'src="/news/picture/12/" alt="一起焊" width="800" height="600" loading="lazy"' in found
    assert '<span class="article-caption">一起焊</span>' in found


def test_a_picture_the_reader_may_not_see_leaves_nothing_behind():
    assert html("前![一起焊](media:13)后") == "<p>前后</p>\n"


def test_writers_are_told_which_picture_is_missing():
    assert "〔图片“一起焊”现在不能显示〕" in html("![一起焊](media:13)", tells=True)


def test_pictures_each_once_in_order():
    text = "![a](media:7) ![b](media:3)\n\n> ![c](media:7) ![d](https://a.cn/1.png)"
    assert pictures_in(text) == [7, 3]


def test_words_without_marks():
    assert words("# 题\n\n**重**点[好](https://a.cn)\n换行\n\n![图](media:1)") == "题\n重点好\n换行"


@pytest.mark.parametrize("unit", ["[", "<", "_a", "a**b", "> ", "- ", "[a](", "|a", "![](media:1)"])
def test_a_hostile_text_costs_seconds_at_most(unit):
    begun = time.process_time()
    rendered((unit * LONGEST)[:LONGEST], {})
    assert time.process_time() - begun < 5


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="<>&\"'[]()!*_`#:/-\n 图javscriptmedh12;=", max_size=120))
def test_whatever_is_written_stays_inside_the_allow_list(text):
    assert acts(html(text, tells=True)) == []
