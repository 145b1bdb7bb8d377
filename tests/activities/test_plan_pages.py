"""The pages on which 教务处 draws the place, with and without the script."""

import json
import struct
import zlib
from datetime import date
from io import BytesIO
from unittest.mock import patch

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from activities.models import BackupPlan, Edition, SitePlan
from activities.showcase.editing import as_sent
from colleges import pictures
from colleges.files import stored
from colleges.models import AuditEntry, College
from reports.demo.plaza import draw_plaza
from tests import make
from tests.base import PortalTestCase


class OnPages(PortalTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.site = cls.edition.showcase.site

    def setUp(self):
        self.sign_in(self.zhou)

    def at(self, name):
        return reverse(name, args=[self.site.pk])

    def of_edition(self, name):
        return reverse(name, args=[self.edition.code])

    def sent(self, **overrides):
        site = SitePlan.objects.get(pk=self.site.pk)
        return as_sent(site) | {"base": site.version} | overrides

    def post(self, name, data, **headers):
        body = json.dumps(data) if isinstance(data, dict) else data
        return self.client.post(self.at(name), body, content_type="application/json", **headers)


class PlanDraw(OnPages):
    def test_a_full_plan_takes_few_queries(self):
        for number in range(60):
            college = College.objects.create(code=f"x{number}", name=f"学院{number}")
            make.booth(self.site, f"A{number:02}", college=college)
        for number in range(10):
            make.power_box(self.site, f"{number}号配电箱")
        make.booth_need(self.jidian)
        self.client.get(self.at("plan_draw"))
        self.assertLessEqual(len(self.queries_of(self.at("plan_draw"))), 12)

    def test_it_carries_the_drawing_and_reads_without_the_script(self):
        draw_plaza(self.edition, self.zhou)
        page = self.client.get(self.at("plan_draw"))
        self.assertContains(page, 'id="plan-data"')
        self.assertContains(page, "<title>A01</title>")
        self.assertContains(page, "?table=1")

    def test_a_plan_of_an_edition_in_preparation_is_not_seen_by_others(self):
        made = Edition.objects.load("2025", starts_on=date(2028, 5, 14), prepared=True)
        self.sign_in(self.chen)
        answer = self.client.get(reverse("plan_draw", args=[made.showcase.site_id]))
        self.assertEqual(answer.status_code, 404)


class PlanSave(OnPages):
    def test_saved_and_read_again(self):
        piece = {"key": "n1", "kind": "stage", "label": "主舞台", "capacity_kw": None}
        piece |= {"x": 2.5, "y": 3.25, "width": 8, "depth": 5, "angle": 15}
        answer = self.post("plan_save", self.sent(pieces=[piece])).json()
        stored = self.site.fixtures.get()
        self.assertEqual(answer["ids"], {"n1": stored.pk})
        self.assertEqual(answer["version"], SitePlan.objects.get(pk=self.site.pk).version)
        fresh = self.sent()["pieces"]
        self.assertEqual(fresh, [piece | {"key": f"f{stored.pk}", "id": stored.pk}])

    def test_a_colleague_was_faster(self):
        seen = self.sent()
        make.booth(self.site, "A01")
        self.sign_in(self.wu)
        self.post("plan_save", self.sent(site=seen["site"] | {"name": "西区广场"}))
        self.sign_in(self.zhou)
        answer = self.post("plan_save", seen)
        self.assertEqual(answer.status_code, 409)
        theirs = answer.json()
        self.assertEqual((theirs["by"], theirs["site"]["name"]), ("吴", "西区广场"))
        self.assertEqual(len(theirs["pieces"]), 1)

    def test_what_cannot_be_stored_comes_back_with_its_keys(self):
        make.booth(self.site, "A01")
        sent = self.sent()
        sent["pieces"][0]["x"] = 100
        answer = self.post("plan_save", sent)
        self.assertEqual(answer.status_code, 422)
        (fault,) = [one for one in answer.json()["faults"] if one["stops"]]
        self.assertEqual(fault["keys"], [sent["pieces"][0]["key"]])
        self.assertIn("超出场地", fault["sentence"])

    def test_no_json_is_a_sentence(self):
        for body in (b"{", b"null", b'{"base": NaN}', b"\xff\xfe"):
            with self.subTest(body=body):
                answer = self.post("plan_save", body)
                self.assertEqual(answer.status_code, 422)
                self.assertIn("没有收到完整的图", answer.json()["faults"][0]["sentence"])

    def test_a_held_booth_is_a_sentence_for_the_script(self):
        make.booth(self.site, "A01").give(self.jidian, self.zhou, "手工安排")
        answer = self.post("plan_save", self.sent(pieces=[]), headers={"HX-Request": "true"})
        self.assertEqual(answer.status_code, 422)
        self.assertIn("请先把学院移出", answer.content.decode())


class PlanCheck(OnPages):
    def told(self, **overrides):
        answer = self.post("plan_check", self.sent(**overrides)).json()
        return [one["sentence"] for one in answer["violations"]]

    def test_rules_are_told_with_measures(self):
        make.booth(self.site, "A01", x=2, y=2)
        make.booth(self.site, "A02", x=4, y=2)
        self.assertIn("重叠 3 ㎡", "".join(self.told()))

    def test_the_need_of_the_college_on_it_counts(self):
        make.booth(self.site, "A01").give(self.jidian, self.zhou, "手工安排")
        make.booth_need(self.jidian, power_kw=2)
        self.assertIn("需要用电但没有接电", "".join(self.told()))

    def test_limits_of_the_edition_count(self):
        way = {"x": 0, "y": 20, "width": 40, "depth": 2.5}
        self.site.fixtures.create(kind="gangway", label="主通道", **way)
        self.assertNotIn("主通道", "".join(self.told()))
        self.edition.showcase.change_limits(self.zhou, {"gangway_m": 3})
        self.assertIn("主通道宽 2.5 米，少于 3 米", "".join(self.told()))

    def test_checking_stores_nothing(self):
        before = AuditEntry.objects.count()
        self.told(pieces=[])
        self.assertEqual(AuditEntry.objects.count(), before)


class PlanTableOfPlan(OnPages):
    def typed(self, **overrides):
        """The table as a browser sends it back."""
        page = self.client.get(f"{self.at('plan_draw')}?table=1")
        table = page.context["table"]
        fields = {"base": table.base, "page": table.page, "keys": [r.key for r in table.rows]}
        fields |= {name: text for name, _, text in table.site_fields}
        for row in table.rows:
            fields |= {f"{row.key}-{name}": text for name, text in row.cells.items()}
        return fields | overrides

    def save(self, fields):
        return self.client.post(self.at("plan_save"), fields)

    def test_untouched_it_changes_nothing(self):
        draw_plaza(self.edition, self.zhou)
        before = self.sent()["pieces"]
        answer = self.save(self.typed())
        self.assertEqual(answer.status_code, 302)
        self.assertEqual(self.sent()["pieces"], before)

    def test_rows_are_written_changed_and_removed(self):
        one, two = make.booth(self.site, "A01"), make.booth(self.site, "A02")
        new = {"kind": "booth", "name": "C01", "zone": "C", "x": "３０", "y": "5 米"}
        new |= {"width": "3", "depth": "2.5", "angle": ""}
        fields = {f"new1-{name}": text for name, text in new.items()}
        fields |= {f"b{one.pk}-x": "12.5", f"b{two.pk}-remove": "on"}
        self.assertEqual(self.save(self.typed(**fields)).status_code, 302)
        rows = {booth.code: (float(booth.x), float(booth.y)) for booth in self.site.booths.all()}
        self.assertEqual(rows, {"A01": (12.5, 2), "C01": (30, 5)})

    def test_what_is_wrong_stands_at_the_row_and_nothing_typed_is_lost(self):
        one = make.booth(self.site, "A01")
        fields = {f"b{one.pk}-x": "很远", "new2-name": "B01", "new2-kind": "booth"}
        answer = self.save(self.typed(**fields))
        self.assertEqual(answer.status_code, 422)
        self.assertContains(answer, "展位 A01：左（米）要填", status_code=422)
        self.assertContains(answer, 'value="很远"', status_code=422)
        self.assertContains(answer, 'value="B01"', status_code=422)

    def test_a_colleague_was_faster_and_it_can_be_sent_again(self):
        one = make.booth(self.site, "A01")
        fields = self.typed(**{f"b{one.pk}-x": "12"})
        self.site.booths.filter(pk=one.pk).update(y=20)
        self.site.touch()
        answer = self.save(fields)
        self.assertContains(answer, "已被他人修改", status_code=409)
        self.assertContains(answer, "上 20", status_code=409)
        again = self.save(fields | {"base": answer.context["table"].base})
        self.assertEqual(again.status_code, 302)
        one.refresh_from_db()
        self.assertEqual((one.x, one.y), (12, 2))

    def test_odd_pages_and_keys_do_no_harm(self):
        make.booth(self.site, "A01")
        for page in ("0", "-1", "²", "9999999999", "x"):
            answer = self.client.get(f"{self.at('plan_draw')}?table=1&page={page}")
            self.assertEqual(answer.status_code, 200)
        answer = self.save({"keys": ["", "x" * 500, "b999999"], "base": "²", "name": "某地"})
        self.assertEqual(answer.status_code, 422)


class PlanPicture(OnPages):
    def upload(self, content, name="平面图.jpg", width_m="60"):
        file = SimpleUploadedFile(name, content, "image/jpeg")
        return self.client.post(self.at("plan_picture"), {"file": file, "width_m": width_m})

    def test_the_copy_is_upright_clean_and_small(self):
        exif = Image.Exif()
        exif[0x0112], exif[0x010E] = 6, "secret"
        answer = self.upload(make.picture((3000, 1500), exif=exif), width_m="40")
        self.assertEqual(answer.status_code, 302)
        site = SitePlan.objects.get(pk=self.site.pk)
        self.assertEqual((site.width_m, site.depth_m), (40, 80))
        self.assertNotIn(b"secret", stored(site.picture_key).read_bytes())
        shown = self.client.get(self.at("plan_picture_show"))
        self.assertEqual(shown.headers["Content-Type"], "image/jpeg")
        self.assertIn("sandbox", shown.headers["Content-Security-Policy"])
        with Image.open(BytesIO(shown.getvalue())) as picture:
            self.assertEqual(picture.size, (1200, 2400))
            self.assertEqual(dict(picture.getexif()), {})

    def test_what_is_no_picture_is_refused_in_words(self):
        whole = make.picture((900, 600))
        cases = {
            "不是 JPG": (b"GIF89a" + bytes(200), "a.jpg"),
            "（或已损坏）": (whole[: len(whole) // 2], "a.jpg"),
            "读不出来": (png(100, 100), "a.png"),
            "底图要用 JPG 或 PNG": (b"%PDF-1.4 %%EOF", "a.pdf"),
            "超过 5000 万像素": (png(20000, 10000), "a.png"),
            "文件是空的": (b"", "a.jpg"),
        }
        for sentence, (content, name) in cases.items():
            with self.subTest(sentence):
                self.assertContains(self.upload(content, name), sentence, status_code=422)
        self.assertIsNone(SitePlan.objects.get(pk=self.site.pk).picture_key)

    def test_one_that_takes_too_long_is_refused(self):
        with patch.object(pictures, "SECONDS", 0.001):
            answer = self.upload(make.picture())
        self.assertContains(answer, "没有处理完", status_code=422)

    def test_a_width_that_would_leave_pieces_outside(self):
        make.booth(self.site, "A01", x=50, y=30)
        answer = self.upload(make.picture((600, 400)), width_m="40")
        self.assertContains(answer, "已经画的图形到了 53.00 × 33.00 米", status_code=422)

    def test_it_can_be_taken_away(self):
        make.backdrop(self.site)
        self.client.post(self.at("plan_picture"), {"remove": "1"})
        self.assertIsNone(SitePlan.objects.get(pk=self.site.pk).picture_key)
        self.assertEqual(self.client.get(self.at("plan_picture_show")).status_code, 404)


def png(width, height):
    """A few bytes that say they are so large a picture."""

    def chunk(kind, data):
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    pixels = chunk(b"IDAT", zlib.compress(b"\0"))
    return b"\x89PNG\r\n\x1a\n" + head + pixels + chunk(b"IEND", b"")


class PlanList(OnPages):
    def test_a_copy_carries_the_drawing_and_nobody_on_it(self):
        draw_plaza(self.edition, self.zhou)
        self.site.booths.first().give(self.jidian, self.zhou, "手工安排")
        fields = {"name": "体育馆", "copied": self.site.pk, "width_m": "", "depth_m": ""}
        self.client.post(self.of_edition("plan_new"), fields)
        copy = SitePlan.objects.get(name="体育馆")
        self.assertEqual(copy.booths.count(), 16)
        self.assertFalse(copy.booths.placed().exists())
        page = self.client.get(self.of_edition("plan_list"))
        self.assertContains(page, "正在使用", count=1)
        self.assertContains(page, "已安排 1 个学院")

    def test_the_list_costs_the_same_with_more_plans(self):
        def grow():
            site = SitePlan.objects.create(edition=self.edition, name="体育馆")
            make.booth(site, "A01", supply=make.power_box(site))

        grow()
        self.assertCostStaysFlat(self.of_edition("plan_list"), grow)

    def test_an_empty_one_needs_a_size(self):
        fields = {"name": "体育馆", "copied": "", "width_m": "", "depth_m": "0"}
        answer = self.client.post(self.of_edition("plan_new"), fields)
        self.assertContains(answer, "请填写场地的宽", status_code=422)
        self.assertContains(answer, "太小了", status_code=422)

    def test_a_plan_of_another_edition_is_not_copied(self):
        other = Edition.objects.load("2025", starts_on=date(2028, 5, 14))
        fields = {"name": "体育馆", "copied": other.showcase.site_id}
        answer = self.client.post(self.of_edition("plan_new"), fields)
        self.assertEqual(answer.status_code, 422)

    def test_only_a_plan_nobody_needs_is_deleted(self):
        spare = SitePlan.objects.create(edition=self.edition, name="备用")
        rain = SitePlan.objects.create(edition=self.edition, name="体育馆")
        facts = {"day": date(2025, 5, 14), "opens_at": "09:30", "closes_at": "17:00"}
        BackupPlan.objects.create(
            edition=self.edition, name="下雨", place="体育馆", site=rain, **facts
        )
        for site, stays in ((spare, False), (rain, True), (self.site, True)):
            self.client.post(reverse("plan_delete", args=[site.pk]))
            self.assertEqual(SitePlan.objects.filter(pk=site.pk).exists(), stays, site)


class PlanLimits(OnPages):
    def test_limits_are_lengths(self):
        fields = {"gangway_m": "0", "entrance_clear_m": "3", "power_reach_m": "x"}
        answer = self.client.post(self.of_edition("plan_limits"), fields)
        for sentence in ("太小了，至少 0.5 米", "请填米数", "请填写灭火器到展位最远"):
            self.assertContains(answer, sentence, status_code=422)

    def test_they_are_kept_and_logged(self):
        fields = {"gangway_m": "2.5", "entrance_clear_m": "3"}
        fields |= {"power_reach_m": "25", "extinguisher_reach_m": "20"}
        self.client.post(self.of_edition("plan_limits"), fields)
        self.edition.showcase.refresh_from_db()
        self.assertEqual(str(self.edition.showcase.gangway_m), "2.50")
        self.assertTrue(AuditEntry.objects.filter(verb="修改展位图规则").exists())
