"""影像资料 of the fictitious school: sent in, looked into and reviewed by the portal's verbs."""

from io import BytesIO
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from activities.models import Activity, MediaItem, Upload
from colleges.models import College, User

from . import pictures

# college, scene, caption, minors, what became of it
SENT = [
    ("01", "hall", "机械臂写字：学生向来访的初中生演示示教编程", "no", "excellent"),
    ("01", "hall", "师傅示范焊接起弧，学生隔着护目屏观察", "no", "approved"),
    ("01", "room", "小家电安全讲座后居民围着老师提问", "no", "approved"),
    ("01", "square", "", "unknown", "waiting"),
    ("01", "square", "展位前的创意展品体验", "no", "waiting"),
    ("01", "hall", "小学生走进实训车间，戴上安全帽听讲解", "yes", "consent"),
    ("02", "room", "财税咨询进社区，学生为居民讲解个税申报", "no", "approved"),
    ("02", "square", "点钞比赛现场", "no", "returned"),
    ("02", "room", "小小银行家财商课堂，小学生学认人民币", "yes", "consented"),
    ("03", "square", "开幕式上的学生志愿者", "no", "approved"),
    ("03", "room", "校友返校分享就业经历", "no", "waiting"),
    ("04", "village", "健康小屋义诊，老师带学生给村民量血压", "no", "approved"),
    ("08", "kitchen", "茶艺与咖啡技能公开赛的决赛作品", "no", "excellent"),
    ("10", "village", "田间问诊：学生和农户一起看苗情", "no", "approved"),
    ("10", "village", "误传的构图练习", "no", "hidden"),
]
# The week of 2025: looked through long ago.
SENT_THEN = [
    ("01", "hall", "数控车间开放，市民看机床加工校徽", "no", "approved"),
    ("02", "square", "税法宣传进市集，学生给摊主讲优惠政策", "no", "approved"),
    ("04", "village", "中医药文化走进向阳村，学生教村民认草药", "no", "approved"),
    ("08", "kitchen", "茶艺与咖啡技能公开赛的参赛作品", "no", "excellent"),
    ("10", "village", "无人机植保观摩，合作社社员试飞", "no", "excellent"),
]
# What an activity's own pictures show; the others are of the college.
TAKEN_AT = {
    "机械臂写字：学生向来访的初中生演示示教编程": "小小工程师职业体验营",
    "师傅示范焊接起弧，学生隔着护目屏观察": "数控工匠进校园公开课",
    "小学生走进实训车间，戴上安全帽听讲解": "小小工程师职业体验营",
    "点钞比赛现场": "点钞与智能记账技能公开赛",
    "小小银行家财商课堂，小学生学认人民币": "小小银行家财商课堂",
    "茶艺与咖啡技能公开赛的决赛作品": "茶艺与咖啡技能公开赛",
    "数控车间开放，市民看机床加工校徽": "数控车工技能比武公开赛",
    "税法宣传进市集，学生给摊主讲优惠政策": "税法宣传进市集",
    "中医药文化走进向阳村，学生教村民认草药": "中医药文化走进向阳村",
    "茶艺与咖啡技能公开赛的参赛作品": "茶艺与咖啡技能公开赛",
    "无人机植保观摩，合作社社员试飞": "无人机植保观摩",
}
PLACES = {
    "hall": "实训车间",
    "room": "社区活动室",
    "square": "东区科技广场",
    "village": "向阳村",
    "kitchen": "烹饪实训室",
}
REASONS = {
    "consent": "画面里有小学生，请补学校或监护人的授权。",
    "returned": "看不出是哪个学院的比赛，请把说明写完整。",
}


def plan_media(ago, edition):
    for place, code in enumerate(dict.fromkeys(row[0] for row in SENT)):
        ago(14 - place * 0.5, lambda at, code=code: send_all(edition, SENT, code, at, MORE))
    ago(4.5, lambda at: add_consent(edition, at))
    ago(4, lambda at: review(edition, SENT, at))


def plan_past_media(ago, edition):
    for place, code in enumerate(dict.fromkeys(row[0] for row in SENT_THEN)):
        ago(14 - place * 0.5, lambda at, code=code: send_all(edition, SENT_THEN, code, at))
    ago(4, lambda at: review(edition, SENT_THEN, at))


def send_all(edition, rows, code, at, more_of=None):
    """What one college sends in an evening: one job looks into all of it."""
    for place, row in enumerate(rows):
        if row[0] == code:
            send(edition, row, place, at)
    for more in (more_of or {}).get(code, ()):
        more(edition, at)
    items = MediaItem.objects.filter(edition=edition).processing()
    items.update(uploaded_at=at)
    items.first().job.run()


def upload(edition, code, name, content, at, **told):
    """One file as a college's 填报人 sends it, looked into at once."""
    college = College.objects.get(code=code)
    staff = User.objects.get(username=f"college{code}")
    title = TAKEN_AT.get(told.get("caption"))
    activity = Activity.objects.of(edition, college).filter(title=title).first()
    today = timezone.localdate(at)
    day = min(max(edition.starts_on, today), edition.ends_on)
    if activity:
        told["activity"] = f"{activity.pk}"
        day = activity.start_date if activity.start_date <= today else day
    told["day"] = f"{day}"
    facts = {"owner": staff, "edition": edition, "organiser": college, "metadata": told}
    sent = Upload.objects.begin(name=name, size=len(content), at=at, **facts)
    sent.receive(BytesIO(content), len(content), offset=0, at=at)


def send(edition, row, place, at):
    code, kind, caption, minors, _ = row
    content = pictures.jpeg(pictures.scene(kind, f"{edition.year}-{place}"))
    name = f"IMG_{2050 + place * 7}.jpg"
    told = {"caption": caption, "has_minors": minors}
    if caption:
        told |= {"place": PLACES[kind], "people": "学生志愿者和来访者"}
        told |= {"photographer": "学院通讯员"}
    upload(edition, code, name, content, at, **told)


def send_film(edition, at):
    told = {"caption": "一分钟看实训车间", "has_minors": "no"}
    upload(edition, "01", "VID_2203.mp4", pictures.film("hall", 0), at, **told)


def forward(edition, at):
    """财经学院 was sent a picture of 机电学院 by WeChat and sends it in as its own."""
    small = pictures.scene("hall", f"{edition.year}-0").resize((1080, 810))
    told = {"caption": "走访合作企业展位", "has_minors": "no"}
    content = pictures.jpeg(small, quality=70)
    upload(edition, "02", "mmexport1715580.jpg", content, at, **told)


def send_what_is_none(edition, at):
    upload(edition, "01", "海报链接.jpg", b"<!doctype html><title>x</title>", at)


MORE = {"01": (send_film, send_what_is_none), "02": (forward,)}


def add_consent(edition, at):
    """The school's signed paper for the picture with pupils, drawn as well."""
    [caption] = (row[2] for row in SENT if row[4] == "consented")
    item = MediaItem.objects.get(edition=edition, caption=caption)
    paper = Path(settings.TEMP_DIR) / f"consent-{item.key.hex}"
    paper.write_bytes(pictures.jpeg(pictures.paper()))
    facts = {"name": "监护人授权书（演示）.jpg", "content_type": "image/jpeg"}
    item.attach_consent(paper, by=item.uploaded_by, **facts)
    MediaItem.objects.filter(pk=item.pk).update(consent_at=at)


def review(edition, rows, at):
    """What AIGC新媒体中心 made of it; what waits, waits for who tries the portal."""
    media = User.objects.get(username="media")
    ends = {caption: end for *_, caption, _, end in rows if caption}
    ends["一分钟看实训车间"] = "approved"
    for item in MediaItem.objects.filter(edition=edition).waiting().order_by("pk"):
        judge(item, ends.get(item.caption, "waiting"), media)
    MediaItem.objects.filter(edition=edition).exclude(reviewed_at=None).update(reviewed_at=at)


def judge(item, end, by):
    if end in ("approved", "excellent", "consented"):
        item.approve(by)
    if end == "excellent":
        item.pick(by)
    if end == "hidden":
        item.hide(by, "不是活动照片")
    if end in REASONS:
        item.ask_again(by, REASONS[end], for_consent=end == "consent")
