from urllib.parse import urlsplit

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.utils import timezone

from colleges.lines import OneLineFields
from colleges.rules import BrokenRule

from ..models import MediaMention, NewsItem, Story
from ..models.mention import FACTS
from ..newsroom.counting import Level
from .activity import chips, chips_widget, section, side_by_side
from .document import LONGEST_NAME, CheckedFileForm

PICTURES = (".jpg", ".jpeg", ".png", ".pdf")


def day(label, help_text):
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=widget, help_text=help_text)


class MentionForm(OneLineFields, CheckedFileForm):
    """What was sent to an outlet, and what the outlet made of it."""

    base_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    level = forms.ChoiceField(
        label="级别", choices=Level.choices, widget=chips_widget(forms.RadioSelect)
    )
    outlet = forms.CharField(
        label="媒体",
        max_length=60,
        help_text="例如：学院官网、学校微信公众号、某市日报、某省教育厅网站。",
    )
    sent_on = day("推送日期", "送给媒体的日子；不知道可以空着。")
    published_on = day("刊发日期", "已经刊发才填；填了就交新媒体中心确认。")
    url = forms.URLField(
        label="网址",
        max_length=500,
        required=False,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
        help_text="市级及以上要有网址或截图。",
    )
    file = forms.FileField(
        label="截图",
        max_length=LONGEST_NAME,
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ",".join(PICTURES)}),
        help_text="JPG、PNG 或 PDF，不超过 20 MB；只有本单位、新媒体中心和教务处看得到。",
    )

    def __init__(self, *args, mention=None, **kwargs):
        self.mention = mention
        if mention:
            values = mention.facts() | {"base_version": mention.version}
            kwargs["initial"] = values | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = Layout(*self.story_fields(), "base_version", *self.rest())

    def story_fields(self):
        return []

    def rest(self):
        dates = side_by_side("sent_on", "published_on", width="col-6")
        return [
            *section("媒体", chips("level"), "outlet", dates),
            *section("刊发的证明", "url", "file"),
        ]

    def clean_url(self):
        url = self.cleaned_data["url"]
        try:
            urlsplit(url).port  # noqa: B018 - reading it is what judges it
        except ValueError:
            told = "网址里冒号后面的端口号不对。请从浏览器的地址栏重新复制。"
            raise forms.ValidationError(told) from None
        return url

    def clean_file(self):
        if not self.cleaned_data.get("file"):
            return None
        file = super().clean_file()
        if not file.name.lower().endswith(PICTURES):
            self.discard()
            raise forms.ValidationError("截图请传 JPG、PNG 或 PDF。")
        return file

    def clean(self):
        cleaned, today = super().clean(), timezone.localdate()
        for name, word in (("sent_on", "推送"), ("published_on", "刊发")):
            if (date := cleaned.get(name)) and (date > today or date.year < 2000):
                self.add_error(name, f"{word}日期不对：不能晚于今天。")
        sent, published = cleaned.get("sent_on"), cleaned.get("published_on")
        if sent and published and published < sent:
            self.add_error("published_on", "刊发不能早于推送。")
        if self.errors:
            self.discard()
        return cleaned

    def facts(self):
        return {name: self.cleaned_data[name] for name in FACTS}

    @property
    def shot(self):
        file = self.cleaned_data.get("file")
        return (self.path, file.name, self.media_type) if file else None

    def store(self, by):
        """Through the ledger's own verbs; None when it could not be saved now (see errors)."""
        try:
            return self.write(by)
        except BrokenRule as refusal:
            self.add_error(None, str(refusal))
            return None
        finally:
            self.discard()

    def write(self, by):
        base = self.cleaned_data["base_version"] or 0
        self.mention.revise(by, self.facts(), base_version=base, shot=self.shot)
        return self.mention


class NewMentionForm(MentionForm):
    """The first row of a story, or one more; the story is chosen or named."""

    story = forms.ChoiceField(label="选题", required=False)
    title = forms.CharField(
        label="新选题",
        max_length=60,
        required=False,
        help_text="同一件事送多家媒体、被多家采用，是一个选题，按最高级别计一次。",
        widget=forms.TextInput(attrs={"data-counter": "60"}),
    )

    def __init__(self, *args, edition, organiser, **kwargs):
        self.edition, self.organiser = edition, organiser
        super().__init__(*args, **kwargs)
        self.fields["story"].choices = self.known_stories()

    def known_stories(self):
        stories = list(Story.objects.of(self.edition, self.organiser)[:200])
        told = {story.news_id for story in stories}
        texts = NewsItem.objects.of(self.edition, self.organiser).public().newest_first()[:200]
        return [
            ("", "新的选题（写在下面）"),
            *((f"story-{one.pk}", one.title) for one in stories),
            *((f"news-{one.pk}", f"稿件：{one.title}") for one in texts if one.pk not in told),
        ]

    def story_fields(self):
        return section("选题", "story", "title")

    def clean(self):
        cleaned = super().clean()
        if not cleaned.get("story") and not cleaned.get("title") and "story" not in self.errors:
            self.add_error("title", "请选择一个选题，或写一个新的。")
            self.discard()
        return cleaned

    def chosen_story(self, by):
        kind, _, pk = self.cleaned_data["story"].partition("-")
        if kind == "story":
            return Story.objects.of(self.edition, self.organiser).get(pk=pk)
        news = NewsItem.objects.filter(pk=pk).first() if kind == "news" else None
        title = news.title if news else self.cleaned_data["title"]
        return Story.objects.begin(by, self.edition, self.organiser, title=title, news=news)

    def write(self, by):
        story = self.chosen_story(by)
        return MediaMention.objects.record(story, by, self.facts(), self.shot)
