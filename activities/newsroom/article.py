"""What an author wrote in Markdown, as HTML that can do no harm, as words, as pictures. Pure.

Two nets, each of which would do: the parser knows no HTML and no address but http, https and
mailto, and what it writes is cleaned once more by an allow-list. Pictures are our own alone, by
number (`![说明](media:12)`); an address of a picture elsewhere is never written down.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

import nh3
from django.utils.html import escape
from django.utils.safestring import SafeString
from markdown_it import MarkdownIt

LONGEST = 20_000
OWN_PICTURE = re.compile(r"media:(\d{1,18})\Z")
SCHEMES = {"http", "https", "mailto"}
# A page has its own h1.
HEADINGS = {"h1": "h2", "h2": "h2", "h3": "h3", "h4": "h4", "h5": "h4", "h6": "h4"}
TAGS = {"p", "br", "h2", "h3", "h4", "strong", "em", "s", "ul", "ol", "li", "blockquote", "hr"}
TAGS |= {"a", "img", "span", "code", "pre"}
ATTRIBUTES = {"a": {"href"}, "img": {"src", "alt", "width", "height", "loading"}, "ol": {"start"}}
CLASSES = {"span": {"class": {"article-picture", "article-caption", "article-missing"}}}


@dataclass(frozen=True)
class Picture:
    """A copy of our own making that this reader may see; sizes in pixels, 0 while unknown."""

    url: str
    width: int = 0
    height: int = 0


def picture_id(address: str) -> int:
    """The media item an address names; 0, which no row has, for any other address."""
    found = OWN_PICTURE.match(address)
    return int(found[1]) if found else 0


def may_be_linked(address: str) -> bool:
    try:
        scheme = urlsplit(address).scheme
    except ValueError:
        return False
    return scheme in SCHEMES or bool(picture_id(address))


def image(renderer, tokens, place, options, env):
    token = tokens[place]
    words = escape(token.content.strip())
    picture = env["pictures"].get(picture_id(str(token.attrs.get("src", ""))))
    if picture is None:
        told = f"〔图片{'“' + words + '”' if words else ''}现在不能显示〕"
        return f'<span class="article-missing">{told}</span>' if env["tells"] else ""
    size = f' width="{picture.width}" height="{picture.height}"' if picture.width else ""
    shown = f'<img src="{escape(picture.url)}" alt="{words}"{size} loading="lazy">'
    caption = f'<span class="article-caption">{words}</span>' if words else ""
    return f'<span class="article-picture">{shown}{caption}</span>'


def made_parser():
    parser = MarkdownIt("commonmark", {"html": False, "breaks": True})
    # No tables: rows that are not there are filled up, 20,000 characters become 700,000.
    parser.enable("strikethrough")
    parser.validateLink = may_be_linked
    parser.add_render_rule("image", image)
    return parser


PARSER = made_parser()


def own_address(tag, attribute, value):
    """Of a picture: an address of this site, whatever else came through."""
    if (tag, attribute) == ("img", "src"):
        return value if value.startswith("/") and not value.startswith("//") else None
    return value


def parsed(text: str) -> list:
    """The tokens of a text, headings where a page has room for them."""
    tokens = PARSER.parse(text[:LONGEST], {})
    for token in tokens:
        token.tag = HEADINGS.get(token.tag, token.tag)
    return tokens


def rendered(text: str, pictures: Mapping[int, Picture], *, tells: bool = False) -> SafeString:
    """HTML of `text`; `pictures` are those this reader may see, `tells` says which are missing.

    The one place where text of a person becomes markup: SafeString because nh3 has just
    written it from an allow-list, and nothing is added afterwards.
    """
    env = {"pictures": pictures, "tells": tells}
    html = PARSER.renderer.render(parsed(text), PARSER.options, env)
    clean = nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        tag_attribute_values=CLASSES,
        attribute_filter=own_address,
        url_schemes=SCHEMES,
        link_rel="noopener nofollow",
    )
    return SafeString(clean)


def is_break(token):
    return token.type in ("softbreak", "hardbreak")


def inline_tokens(text):
    return [child for token in parsed(text) for child in token.children or []]


def pictures_in(text: str) -> list[int]:
    """Ids of the media items a text shows, each once, in order."""
    images = [token for token in inline_tokens(text) if token.type == "image"]
    found = [picture_id(str(token.attrs.get("src", ""))) for token in images]
    return list(dict.fromkeys(one for one in found if one))


def words(text: str) -> str:
    """A text without its marks, a paragraph a line: for counting, searching and summaries."""
    lines = []
    for token in parsed(text):
        if token.type == "inline":
            shown = [child for child in token.children if child.type != "image"]
            lines.append("".join("\n" if is_break(one) else one.content for one in shown).strip())
        elif token.type in ("fence", "code_block"):
            lines.append(token.content.strip())
    return "\n".join(line for line in lines if line)
