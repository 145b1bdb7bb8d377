import json
from collections import Counter

from activities.models import MediaItem, NewsItem
from activities.newsroom.article import words
from colleges.models.audit import canonical, digest
from colleges.quotes import quoted

from ..compare import Change
from ..media_sheet import MediaSheet
from ..package_contents import ORDER, name_of_text, pieces
from .paper import Paper, Place

FORM = "media_package"
PICTURES = (MediaItem.Kind.PHOTO, MediaItem.Kind.VIDEO)
MUST_SAY = {"caption": "说明", "place": "地点", "people": "人物"}
# Nobody has handed these in, or they were taken back.
UNSENT = (NewsItem.Status.DRAFT, NewsItem.Status.WITHDRAWN)
MOST_NAMED = 5


class MediaChange(Change):
    """One photo, film or text. What it is called counts through the list and is no difference,
    how far its review has got is not the college's."""

    labels = {
        "kind": "类型",
        "title": "文件",
        "caption": "说明",
        "activity": "活动",
        "day": "日期",
        "place": "地点",
        "people": "人物",
        "photographer": "拍摄者/作者",
        "consent": "未成年人与授权",
        "sha256": "原件校验值",
    }

    @staticmethod
    def spoken(name, row, masks_phones):
        return row.get(name) or ""

    @classmethod
    def between(cls, old, new):
        return old is None or any(old[name] != new[name] for name in cls.labels)


class MediaPaper(Paper):
    """新闻与影像资料: the list of what the college has sent in, each with its original's hash."""

    page = "media_list"
    preview = "reports/_media_sheet.html"
    first_step = "上传照片、视频，写新闻稿"
    first_thing = ("去报送影像资料", "filing_detail")
    change = MediaChange
    takes_reason = True
    made_of = "影像资料或稿件"
    mend = "在“宣传”里改好影像资料或稿件"
    kept_in = "改动仍留在影像资料和稿件里"
    nothing_to_hand_over = (
        "还没有照片、视频和稿件，不能提交。请先上传；确实没有的，写明原因后提交。"
    )
    nothing_to_sign = "清单里已经没有照片、视频和稿件，不能签发。请先撤回，上传或写明原因后再提交。"
    nothing_to_amend = "清单里已经没有照片、视频和稿件，不能提交变更单。请先上传。"

    def begun(self, edition, college):
        return [
            MediaItem.objects.filter(edition=edition, college=college),
            NewsItem.objects.filter(edition=edition, college=college),
        ]

    def read(self, filing):
        """(photos, films and documents; texts) of the college, in the order of a package."""
        items = MediaItem.objects.filter(edition=filing.edition_id, college=filing.college_id)
        gone = (MediaItem.Status.PROCESSING, MediaItem.Status.HIDDEN)
        texts = NewsItem.objects.filter(edition=filing.edition_id, college=filing.college_id)
        return (
            list(items.exclude(status__in=gone).for_list().order_by(*ORDER)),
            list(texts.exclude(status__in=UNSENT).for_list().order_by("pk")),
        )

    def content(self, filing, read=None):
        items, texts = read or self.read(filing)
        rows = [row_of_piece(piece) for piece in pieces(items)]
        rows += [row_of_text(number, text) for number, text in enumerate(texts, start=1)]
        told = {
            "form": FORM,
            "edition": filing.edition.code,
            "title": filing.requirement.title,
            "unit": filing.college.name,
            "reason": "" if rows else filing.nothing_reason,
            "totals": {"kinds": Counter(row["kind"] for row in rows), "size": total_size(rows)},
            "rows": rows,
        }
        return json.loads(canonical(told))

    def is_empty(self, content):
        return not content["rows"] and not content["reason"]

    def obstacle(self, content):
        """来源、人物、地点、主题 and a caption belong to every picture (domain.md §6)."""
        lacking = [row for row in content["rows"] if row["is_picture"] and unsaid(row)]
        if not lacking:
            return ""
        named = "；".join(f"{row['title']}缺{unsaid(row)}" for row in lacking[:MOST_NAMED])
        more = "等" if len(lacking) > MOST_NAMED else ""
        return (
            f"{len(lacking)} 个照片、视频没有写全，请在“影像资料”里补上再提交：{named}{more}。"
            "没有人物的，人物写“无”。"
        )

    def is_changed(self, old, new):
        return old["reason"] != new["reason"] or bool(self.compare(old, new))

    def sheet(self, content, filing, revision=None, *, reader, as_filed=False, read=None):
        return MediaSheet(content, filing, revision, reader=reader)

    def start(self, filing):
        return Place("上传照片和视频", "upload", self.address(filing, "upload_new"))

    def places(self, filing):
        return [
            Place("影像资料", "photo", self.address(filing, "media_list")),
            Place("稿件", "news", self.address(filing, "news_list")),
        ]


def row_of_piece(piece):
    item = piece.item
    return {
        "id": f"media/{item.pk}",
        "name": piece.name,
        "title": quoted(item.name),
        "kind": item.get_kind_display(),
        "is_picture": item.kind in PICTURES,
        "caption": item.caption,
        "activity": item.activity.title if item.activity else "",
        "day": item.day.isoformat() if item.day else "",
        "place": item.place,
        "people": item.people,
        "photographer": item.photographer,
        "consent": consent_of(item),
        "state": item.get_status_display(),
        "size": item.size,
        "sha256": item.sha256,
    }


def row_of_text(number, text):
    published = text.published_at is not None
    name = name_of_text(number, text) if published else f"{text.title}（还没有发布）"
    return {
        "id": f"news/{text.pk}",
        "name": name,
        "title": quoted(text.title),
        "kind": text.get_kind_display(),
        "is_picture": False,
        "caption": text.summary,
        "activity": text.activity.title if text.activity else "",
        "day": "",
        "place": "",
        "people": "",
        "photographer": text.author_name,
        "consent": "",
        "state": text.get_status_display(),
        "size": len(words(text.body).encode()),
        "sha256": digest(text.title, text.summary, text.body),
    }


def consent_of(item):
    if item.has_minors != MediaItem.Minors.YES:
        return {"no": "不含未成年人"}.get(item.has_minors, "没有说明是否含未成年人")
    if item.consent_withdrawn_at:
        return "含未成年人，授权已撤回"
    return "含未成年人，有授权" if item.consent_key else "含未成年人，没有授权"


def unsaid(row):
    return "、".join(word for name, word in MUST_SAY.items() if not row[name])


def total_size(rows):
    return sum(row["size"] for row in rows)
