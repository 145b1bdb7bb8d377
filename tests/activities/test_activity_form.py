"""Each field of 附件1: what it takes, and the sentence it refuses with."""

import uuid
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from activities.forms.activity import ActivityForm, CountField, LinesField
from activities.models import Activity
from colleges.phones import PHONE, PhoneField, clean_phone
from tests import make
from tests.base import PortalTestCase


class FormCase(PortalTestCase):
    def form(self, **overrides):
        sent = make.typed(self.edition, **overrides)
        return ActivityForm(sent, edition=self.edition, organiser=self.jidian)

    def assertRefused(self, name, sentence, **overrides):
        self.assertEqual(dict(self.form(**overrides).errors), {name: [sentence]})

    def assertTaken(self, name, expected, **overrides):
        form = self.form(**overrides)
        self.assertEqual(dict(form.errors), {})
        self.assertEqual(form.cleaned_data[name], expected)


class MissingValues(FormCase):
    def test_each_required_field_says_so_in_its_own_words(self):
        table = [("title", "请填写活动名称。"), ("category", "请选择活动类别。")]
        table += [("start_date", "请填写开始日期。"), ("start_time", "请填写开始时间。")]
        table += [("end_time", "请填写结束时间。"), ("mode", "请选择活动形式。")]
        table += [("audiences", "请选择面向对象。"), ("leader_name", "请填写负责人。")]
        table += [("open_to_public", "请选择是否面向社会开放。"), ("is_outing", "请选择是否外出。")]
        table += [("leader_phone", "请填写联系电话。"), ("summary", "请填写活动内容简介。")]
        for name, sentence in table:
            with self.subTest(name=name):
                self.assertRefused(name, sentence, **{name: None})

    def test_everything_that_may_be_left_out(self):
        form = self.form()
        self.assertTrue(form.is_valid(), form.errors)
        left = form.cleaned_data
        told = left["theme_day"], left["expected_internal"], left["partners"], left["needs"]
        self.assertEqual(told, (None, None, [], []))

    def test_blanks_are_no_title(self):
        self.assertRefused("title", "请填写活动名称。", title="　 ")


class Dates(FormCase):
    def test_a_blank_end_is_one_day(self):
        self.assertTaken("end_date", date(2025, 5, 12), end_date="")

    def test_the_same_day_typed_twice_is_one_day(self):
        self.assertTaken("end_date", date(2025, 5, 12), end_date="2025-05-12")

    def test_end_before_start(self):
        sentence = "结束日期不能早于开始日期。"
        self.assertRefused("end_date", sentence, end_date="2025-05-11")

    def test_what_is_no_date(self):
        for text in ["2025-02-30", "下周一", "12.5"]:
            with self.subTest(text=text):
                sentence = "日期不对，请写成 2025-05-11。"
                self.assertRefused("start_date", sentence, start_date=text)

    def test_outside_the_week_is_taken(self):
        self.assertTaken("start_date", date(2025, 6, 1), start_date="2025-06-01")


class Times(FormCase):
    sentence = "同一天内，结束时间要晚于开始时间。"

    def test_the_end_on_the_same_day_is_later(self):
        for end in ["09:00", "08:59"]:
            with self.subTest(end=end):
                self.assertRefused("end_time", self.sentence, end_time=end)

    def test_over_several_days_the_end_may_be_earlier(self):
        form = self.form(end_date="2025-05-13", end_time="08:00")
        self.assertEqual(dict(form.errors), {})

    def test_what_is_no_time(self):
        sentence = "时间不对，请写成 09:30（24 小时制）。"
        for text in ["25:00", "上午九点", "9点"]:
            with self.subTest(text=text):
                self.assertRefused("start_time", sentence, start_time=text)


class Places(FormCase):
    def test_on_site_needs_a_venue(self):
        for mode in ["on_site", "mixed"]:
            with self.subTest(mode=mode):
                self.assertRefused("venue", "线下活动请填写活动地点。", mode=mode, venue=" ")

    def test_online_needs_a_link(self):
        sentence = "线上活动请填写线上地址，例如直播间或会议链接。"
        self.assertRefused("online_link", sentence, mode="online", venue="")

    def test_online_needs_no_venue(self):
        link = "https://live.example.cn/1"
        self.assertTaken("online_link", link, mode="online", venue="", online_link=link)

    def test_a_link_without_its_scheme_gets_one(self):
        self.assertTaken("online_link", "https://live.example.cn", online_link="live.example.cn")

    def test_what_is_no_link(self):
        sentence = "网址不对，请从浏览器地址栏完整复制，例如 https://…"
        for text in ["直播间", "javascript:alert(1)", "https://"]:
            with self.subTest(text=text):
                self.assertRefused("online_link", sentence, online_link=text)


class Numbers(FormCase):
    def test_as_people_type_them(self):
        table = [("１２０", 120), ("120人", 120), ("1,200", 1200), (" 0 ", 0), ("", None)]
        for text, number in [*table, ("１，２００ 人", 1200), ("99999", 99999)]:
            with self.subTest(text=text):
                self.assertTaken("expected_internal", number, expected_internal=text)

    def test_what_is_no_whole_number(self):
        sentence = "请填整数人数，例如 120；还不知道就空着。"
        for text in ["很多", "12.5", "1e3", "=1+1", "约100", "9" * 5000]:
            with self.subTest(text=text[:9]):
                self.assertRefused("expected_external", sentence, expected_external=text)

    def test_out_of_range(self):
        for text, word in [("-1", "不能是负数"), ("100000", "最多填 99999 人")]:
            with self.subTest(text=text):
                errors = self.form(expected_internal=text).errors
                self.assertEqual(list(errors), ["expected_internal"])
                self.assertIn(word, errors["expected_internal"][0])


class Phones(FormCase):
    refusal = PHONE.message

    def test_as_people_type_them(self):
        table = [("１３８ ００００ ０００１", "13800000001"), ("138-0000-0001", "13800000001")]
        table += [("+86 13800000001", "13800000001"), ("028－12345678", "028-12345678")]
        table += [("0812—1234567", "0812-1234567"), ("028-12345678-801", "028-12345678-801")]
        table += [("१३८००००००१२", "13800000012")]
        for text, phone in table:
            with self.subTest(text=text):
                self.assertTaken("leader_phone", phone, leader_phone=text)

    def test_what_is_none(self):
        for text in ["1380000000", "12800000001", "办公室", "12345678", "138000000011", "1３8x"]:
            with self.subTest(text=text):
                self.assertRefused("leader_phone", self.refusal, leader_phone=text)


class Partners(FormCase):
    def test_one_a_line_or_with_marks_between(self):
        text = "甲公司\r\n 乙厂 、丙集团；\r\n\r\n"
        self.assertTaken("partners", ["甲公司", "乙厂", "丙集团"], partners=text)

    def test_named_twice_is_named_once(self):
        self.assertTaken("partners", ["甲公司", "乙厂"], partners="甲公司\n乙厂\n甲公司")

    def test_ten_are_taken(self):
        ten = [f"公司{n}" for n in range(10)]
        self.assertTaken("partners", ten, partners="\n".join(ten))

    def test_an_eleventh_is_too_many(self):
        sentence = "最多 10 个，现在有 11 个。请留下主要的，其余写进简介。"
        eleven = "\n".join(f"公司{n}" for n in range(11))
        self.assertRefused("partners", sentence, partners=eleven)

    def test_too_long_a_name(self):
        sentence = f"“{'长' * 12}…”超过 40 个字，请写简称。"
        self.assertRefused("partners", sentence, partners=f"甲公司\n{'长' * 41}")


class Lengths(FormCase):
    def test_one_character_too_many(self):
        for name, most in [("title", 60), ("venue", 80), ("leader_name", 20), ("remark", 100)]:
            with self.subTest(name=name):
                errors = self.form(**{name: "长" * (most + 1)}).errors
                self.assertEqual(list(errors), [name])
                self.assertIn(str(most), errors[name][0])
                self.assertEqual(dict(self.form(**{name: "长" * most}).errors), {})

    def test_a_line_break_of_the_summary_counts_once(self):
        summary = "\r\n".join(["长" * 149, "长" * 150])
        self.assertTaken("summary", summary.replace("\r", ""), summary=summary)

    def test_a_summary_that_is_too_long(self):
        self.assertEqual(list(self.form(summary="长" * 301).errors), ["summary"])

    def test_no_browser_cuts_what_is_pasted(self):
        self.assertNotIn("maxlength", self.form().as_p())

    def test_a_remark_has_room_to_be_read_and_is_one_line_of_the_sheet(self):
        self.assertIn('<textarea name="remark"', self.form().as_p())
        self.assertTaken("remark", "自带电脑 提前到场", remark="自带电脑\r\n提前到场")


class Twins(FormCase):
    sentence = "当天已有同名活动。请改个名称，或去修改原来那一项。"

    def setUp(self):
        self.first = make.activity(college=self.jidian, title="焊接体验课")

    def test_the_same_title_on_the_same_day(self):
        self.assertRefused("title", self.sentence)

    def test_on_another_day(self):
        self.assertEqual(dict(self.form(start_date="2025-05-13").errors), {})

    def test_of_the_other_college(self):
        Activity.objects.update(college=self.caijing)
        self.assertEqual(dict(self.form().errors), {})

    def test_of_a_cancelled_one(self):
        self.first.cancel(self.chen, "天气原因")
        self.assertEqual(dict(self.form().errors), {})

    def test_itself_is_no_twin(self):
        self.assertEqual(dict(self.form(token=str(self.first.token)).errors), {})


class Loser(FormCase):
    """Two people save at the same moment; the database lets one of them through."""

    def test_of_a_race_for_the_same_title_keeps_the_form(self):
        form = self.form()
        self.assertTrue(form.is_valid())
        make.activity(college=self.jidian, title="焊接体验课")
        self.assertIsNone(form.store(self.chen))
        sentence = "同名活动刚刚由同事保存。请改个名称，或去修改那一项。"
        self.assertEqual(form.errors["title"], [sentence])

    def test_of_the_same_form_sent_twice_lands_on_the_first(self):
        token = str(uuid.uuid4())
        forms = [self.form(token=token), self.form(token=token)]
        self.assertEqual([form.is_valid() for form in forms], [True, True])
        stored = [form.store(self.chen) for form in forms]
        self.assertEqual(stored[0].pk, stored[1].pk)
        self.assertEqual(Activity.objects.count(), 1)


class TestWaysOfTyping:
    @given(st.integers(0, 99999), st.sampled_from(["", "人", " 人"]), st.booleans())
    def test_every_number_survives_the_ways_of_writing_it(self, number, unit, wide):
        text = str(number)
        if wide:
            text = "".join(chr(ord(digit) - ord("0") + ord("０")) for digit in text)
        assert CountField().clean(text + unit) == number

    @given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), st.lists(st.integers(0, 10)))
    def test_spaces_and_dashes_inside_a_mobile_number_do_not_matter(self, phone, places):
        text = phone
        for place in places:
            text = text[:place] + " -　"[place % 3] + text[place:]
        assert PhoneField().clean(text) == phone

    @given(st.text("0123456789０９٣ -－—　+＋（)x转", max_size=40))
    def test_cleaning_twice_is_cleaning_once(self, text):
        assert clean_phone(clean_phone(text)) == clean_phone(text)

    @given(st.lists(st.text(max_size=8), max_size=9))
    def test_what_was_read_reads_the_same_again(self, lines):
        field = LinesField(required=False)
        once = field.clean("\n".join(lines).replace("\x00", ""))
        assert field.clean(field.prepare_value(once)) == once
