"""One-line fields stay on one line, whoever sends what: forms, reasons, sheets."""

from django import forms
from django.test import SimpleTestCase

from activities.models import Activity
from colleges.lines import OneLineFields, in_one_line, is_one_line
from colleges.models import User
from colleges.xlsx_guard import clean
from reports.reading import plain
from tests import make
from tests.base import PortalTestCase
from vocweek import urls

BREAKS = ["\n", "\r", "\r\n", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029"]


class InOneLine(SimpleTestCase):
    def test_every_break_becomes_one_space(self):
        for mark in BREAKS:
            with self.subTest(repr(mark)):
                self.assertEqual(in_one_line(f"焊接{mark}体验"), "焊接 体验")
                self.assertEqual(in_one_line(f"焊接体验{mark}"), "焊接体验")

    def test_the_rest_stays(self):
        for text in ("", "焊接  体验", " 焊接 "):
            self.assertEqual(in_one_line(text), text)

    def test_a_cell_of_a_sheet_keeps_words_apart(self):
        for mark in BREAKS:
            with self.subTest(repr(mark)):
                read = plain("title")(clean(f"焊接{mark}体验"), None)
                self.assertEqual(read, {"title": "焊接 体验"})


class EveryForm(SimpleTestCase):
    def forms(self):
        self.assertTrue(urls.urlpatterns)  # whose views have loaded every form
        waiting = [forms.BaseForm]
        while waiting:
            form = waiting.pop()
            waiting += form.__subclasses__()
            if form.__module__.split(".")[0] in ("colleges", "activities", "reports"):
                yield form

    def test_with_a_one_line_field_keeps_it_on_one_line(self):
        asked = [
            form
            for form in self.forms()
            if any(is_one_line(field) for field in getattr(form, "base_fields", {}).values())
        ]
        self.assertGreater(len(asked), 8)
        # Their only line is the code of allauth's own forms, which is never stored.
        asked = [form for form in asked if not form.__name__.startswith("SecondStep")]
        loose = [form.__name__ for form in asked if not issubclass(form, OneLineFields)]
        self.assertEqual(loose, [])


class Pages(PortalTestCase):
    def test_an_activity(self):
        self.sign_in(self.chen)
        sent = make.typed(title="焊接\u2028体验", leader_name="赵\x0b老师", summary="一\r\n二")
        address = f"/editions/{self.edition.code}/activities/new/"
        self.client.post(address, sent)
        saved = Activity.objects.get()
        self.assertEqual((saved.title, saved.leader_name), ("焊接 体验", "赵 老师"))
        self.assertEqual(saved.summary, "一\n二")

    def test_a_name(self):
        self.sign_in(self.chen)
        self.client.post("/profile/", {"name": "陈\n一", "phone": self.chen.phone, "email": ""})
        self.assertEqual(User.objects.get(pk=self.chen.pk).name, "陈 一")

    def test_the_reason_of_a_cancelled_activity(self):
        one = make.activity(college=self.jidian)
        one.cancel(self.chen, "暴雨\u2029改期\r\n再定")
        one.refresh_from_db()
        self.assertEqual(one.cancel_reason, "暴雨 改期 再定")

    def test_the_name_of_a_category(self):
        self.sign_in(self.zhou)
        address = f"/editions/{self.edition.code}/settings/categories/"
        page = self.client.get(address).context["page"]
        sent = {field.html_name: field.value() for row in page.rows for field in row}
        sent = {name: value for name, value in sent.items() if value not in (None, False)}
        first = next(name for name in sent if name.endswith("name_of_word"))
        sent |= {first: "校园\u2028开放", "seen": page.seen()}
        self.client.post(address, sent)
        self.assertIn("校园 开放", self.edition.category_set.values_list("name", flat=True))
