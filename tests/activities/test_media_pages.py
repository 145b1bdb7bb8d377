import json
from unittest.mock import patch

from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from activities.models import MediaItem, MediaJob
from activities.views.media_review import MANY
from colleges.files import stored
from colleges.models import AuditEntry, Department, Role
from colleges.rules import BrokenRule

from .. import hostile_media, make, media
from ..base import PortalTestCase


class MediaPages(PortalTestCase):
    def setUp(self):
        self.sign_in(self.chen)

    def address(self, name="list", **query):
        return reverse(f"media_{name}", args=[self.edition.code], query=query)

    def facts(self, item, **overrides):
        told = {"version": item.version, "caption": item.caption, "has_minors": item.has_minors}
        return told | overrides

    def edit(self, item, **overrides):
        return self.client.post(
            reverse("media_edit", args=[item.pk]), self.facts(item, **overrides)
        )


class MediaList(MediaPages):
    def test_shows_the_own_units_alone(self):
        media.item(college=self.jidian, caption="焊接体验")
        media.item(college=self.caijing, caption="点钞比赛")
        page = self.client.get(self.address()).content.decode()
        self.assertIn("焊接体验", page)
        self.assertNotIn("点钞比赛", page)

    def test_chips_count_and_filter(self):
        for status in ("waiting", "waiting", "returned"):
            media.item(college=self.jidian, status=status)
        page = self.client.get(self.address(state="returned"))
        counts = {name: count for _, name, count, _ in page.context["wanted"].chips}
        self.assertEqual(counts, {"全部": 3, "待审核": 2, "已退回": 1})
        self.assertEqual(len(page.context["page"]), 1)

    def test_five_hundred_cost_what_three_do(self):
        for _ in range(3):
            media.item(college=self.jidian)

        def grow():
            one = MediaItem.objects.first()
            copies = []
            for _ in range(497):
                one.pk, one.key, one.family = None, media.uuid.uuid4(), media.uuid.uuid4()
                copies.append(MediaItem(**{f.attname: getattr(one, f.attname)
                                           for f in one._meta.concrete_fields}))  # fmt: skip
            MediaItem.objects.bulk_create(copies)

        self.assertCostStaysFlat(self.address(), grow)
        for user in (self.chen, self.zhou):
            self.sign_in(user)
            self.client.get(self.address())
            queries = self.queries_of(self.address())
            self.assertLessEqual(len(queries), 12, "\n".join(queries))

    def test_refused_files_stand_there_until_they_are_read(self):
        item = media.arrived(college=self.jidian, name="假图.jpg", content=hostile_media.HTML)
        item.job.run()
        self.assertContains(self.client.get(self.address()), "假图.jpg")
        self.client.post(self.address("refusals_clear"))
        self.assertNotContains(self.client.get(self.address()), "假图.jpg")

    def test_only_who_sends_in_or_reviews_starts_it_again(self):
        for user, expected in [(self.chen, "queued"), (self.zhou, "queued"), (self.chu, "failed"),
                               (self.zheng, "failed"), (self.lin, "failed")]:  # fmt: skip
            with self.subTest(user):
                item = media.arrived(college=self.jidian)
                MediaJob.objects.filter(pk=item.job_id).update(status="failed", message="失败")
                self.sign_in(user)
                page = self.client.get(self.address())
                self.client.post(self.address("retry"))
                self.assertEqual(MediaJob.objects.get(pk=item.job_id).status, expected)
                offered = expected == "queued"
                self.assertEqual("重新处理" in page.content.decode(), offered)
                MediaItem.objects.all().delete()

    def test_polling_tells_when_all_is_done(self):
        item = media.arrived(college=self.jidian)
        self.assertContains(self.client.get(self.address("arriving")), "正在处理 1 个文件")
        item.job.run()
        self.assertContains(self.client.get(self.address("arriving")), "已处理完")


class Repeats(MediaPages):
    def setUp(self):
        super().setUp()
        self.first = media.item(college=self.jidian, caption="开幕式")
        facts = {"college": self.jidian, "repeats": self.first}
        self.second, self.third = (media.item(**facts, name=f"{n}.jpg") for n in (2, 3))

    def say(self, act, *items):
        body = {"act": act, "item": [item.pk for item in items]}
        with self.captureOnCommitCallbacks(execute=True):
            return self.client.post(self.address("repeats"), body)

    def test_they_are_listed_until_something_is_said(self):
        page = self.client.get(self.address())
        self.assertContains(page, "以前传过的文件（2）")
        self.say("keep", self.second)
        self.say("discard", self.third)
        self.assertNotContains(self.client.get(self.address()), "以前传过的文件")
        self.assertEqual(set(MediaItem.objects.all()), {self.first, self.second})
        self.assertFalse(stored(self.third.stored_name).exists())
        self.assertEqual(AuditEntry.objects.filter(verb="保留重复文件").count(), 1)

    def test_nothing_ticked_or_settled_already_is_said(self):
        self.assertRefused(self.say("discard"), "请先勾选")
        self.second.keep_as_well(self.chen)
        self.assertRefused(self.say("discard", self.second), "这次一个也没有改动")
        self.assertTrue(MediaItem.objects.filter(pk=self.second.pk).exists())

    def test_one_reviewed_meanwhile_keeps_all_that_were_ticked(self):
        self.second.approve(self.zhou)
        told = "有的刚刚处理过、审核过或已删除，这次一个也没有改动"
        self.assertRefused(self.say("discard", self.second, self.third), told)
        self.assertTrue(MediaItem.objects.filter(pk=self.third.pk).exists())

    def test_nothing_goes_unless_discarding_is_said(self):
        for act in ("", "delete"):
            self.assertRefused(self.say(act, self.second), "再按“删除新传的”或“保留”")
        self.assertEqual(MediaItem.objects.repeated().count(), 2)

    def test_reviewed_it_is_asked_about_no_more(self):
        self.second.approve(self.zhou)
        self.assertContains(self.client.get(self.address()), "以前传过的文件（1）")

    def test_another_units_are_out_of_reach(self):
        self.sign_in(self.lin)
        self.assertNotContains(self.client.get(self.address()), "以前传过的文件")
        self.assertRefused(self.say("discard", self.second), "这次一个也没有改动")
        self.assertTrue(MediaItem.objects.filter(pk=self.second.pk).exists())


class Facts(MediaPages):
    def test_edit_of_what_was_approved_is_reviewed_again(self):
        item = media.item(college=self.jidian, status="approved")
        self.edit(item, caption="新的说明")
        item.refresh_from_db()
        self.assertEqual((item.caption, item.status), ("新的说明", "waiting"))

    def test_second_of_two_who_edit_is_shown_both(self):
        item = media.item(college=self.jidian)
        self.edit(item, caption="同事写的")
        response = self.edit(item, caption="我写的")
        self.assertEqual(response.status_code, 409)
        self.assertContains(response, "同事写的", status_code=409)
        self.assertContains(response, "我写的", status_code=409)

    def test_caption_of_a_hundred_and_one_is_kept_and_told(self):
        response = self.edit(media.item(college=self.jidian), caption="字" * 101)
        self.assertContains(response, "字" * 101, status_code=422)

    def test_activity_of_another_college_is_no_choice(self):
        other = make.activity(college=self.caijing)
        response = self.edit(media.item(college=self.jidian), activity=other.pk)
        self.assertEqual(response.status_code, 422)

    def test_hidden_is_not_edited(self):
        item = media.item(college=self.jidian, status="hidden")
        self.assertRefused(self.edit(item, caption="x"), "已被隐藏，不能修改")


class Many(MediaPages):
    def many(self, items, **facts):
        ticked = {"item": [item.pk for item in items]}
        return self.client.post(self.address("many"), ticked | facts)

    def test_one_change_to_all_that_are_ticked(self):
        items = [media.item(college=self.jidian, caption=text) for text in "甲乙"]
        self.many(items, photographer="小赵", has_minors="no")
        rows = MediaItem.objects.order_by("pk").values_list("caption", "photographer")
        self.assertEqual(list(rows), [("甲", "小赵"), ("乙", "小赵")])

    def test_nothing_is_half_saved(self):
        items = [media.item(college=self.jidian), media.item(college=self.jidian, status="hidden")]
        self.assertRefused(self.many(items, photographer="小赵"), "已被隐藏，不能修改")
        self.assertFalse(MediaItem.objects.filter(photographer="小赵").exists())

    def test_another_colleges_among_them_changes_none(self):
        items = [media.item(college=self.jidian), media.item(college=self.caijing)]
        self.assertRefused(self.many(items, photographer="小赵"), "没有修改任何文件")
        self.assertFalse(MediaItem.objects.filter(photographer="小赵").exists())

    def test_nothing_ticked_is_told_and_what_was_typed_stays(self):
        media.item(college=self.jidian)
        response = self.many([], photographer="小赵")
        self.assertContains(response, "请先勾选照片", status_code=422)
        self.assertContains(response, "小赵", status_code=422)


class Consent(MediaPages):
    def attach(self, item, content=b"%PDF-1.4 %%EOF", name="授权书.pdf"):
        file = SimpleUploadedFile(name, content)
        return self.client.post(reverse("media_consent_add", args=[item.pk]), {"file": file})

    def test_consent_that_was_asked_for_brings_it_back_to_review(self):
        item = media.item(college=self.jidian, status="consent", has_minors="yes")
        self.attach(item)
        item.refresh_from_db()
        self.assertEqual((item.status, item.consent_name), ("waiting", "授权书.pdf"))
        self.assertTrue(stored(item.stored_consent).exists())

    def test_what_is_no_paper_is_refused_and_nothing_kept(self):
        item = media.item(college=self.jidian, has_minors="yes")
        response = self.attach(item, hostile_media.HTML, "授权书.jpg")
        self.assertContains(response, "文件内容不是 JPG", status_code=422)
        item.refresh_from_db()
        self.assertIsNone(item.consent_key)

    def test_withdrawn_it_is_gone_for_strangers_and_stays_on_record(self):
        item = media.item(college=self.jidian, status="approved")
        picture = reverse("media_public", args=[item.pk, "400"])
        self.assertEqual(self.client.get(picture).status_code, 200)
        self.client.post(reverse("media_withdraw", args=[item.pk]), {"reason": "家长来电"})
        self.assertEqual(self.client.get(picture).status_code, 404)
        item.refresh_from_db()
        self.assertEqual((item.status, item.reason), ("consent", "家长来电"))

    def test_replaced_the_old_one_is_gone(self):
        item = media.item(college=self.jidian, has_minors="yes")
        with self.captureOnCommitCallbacks(execute=True):
            self.attach(item)
            item.refresh_from_db()
            old = item.stored_consent
            self.attach(item, name="新的.pdf")
        item.refresh_from_db()
        self.assertFalse(stored(old).exists())
        self.assertTrue(stored(item.stored_consent).exists())

    def test_a_new_one_for_what_was_approved_is_reviewed_first(self):
        item = media.item(college=self.jidian, has_minors="yes")
        self.attach(item)
        item.refresh_from_db()
        item.approve(self.zhou)
        item.pick(self.zhou)
        page = self.client.get(item.get_absolute_url())
        self.assertContains(page, "上传新的授权以后要重新审核，审核期间不公开。")
        self.attach(item, name="新的.pdf")
        self.assertFalse(MediaItem.objects.public().exists())
        item.refresh_from_db()
        self.assertEqual((item.status, item.is_excellent), ("waiting", False))

    def test_other_departments_do_not_read_it(self):
        item = media.item(college=self.jidian, has_minors="yes")
        self.attach(item)
        for user, expected in [
            (self.chen, 200),
            (self.zhou, 200),
            (self.chu, 403),
            (self.lin, 404),
        ]:
            self.sign_in(user)
            response = self.client.get(reverse("media_consent", args=[item.pk]))
            self.assertEqual(response.status_code, expected, user)


class Deleting(MediaPages):
    def test_takes_row_and_bytes(self):
        item = media.item(college=self.jidian)
        with self.captureOnCommitCallbacks(execute=True):
            self.client.post(reverse("media_delete", args=[item.pk]))
        self.assertFalse(MediaItem.objects.exists())
        self.assertFalse(stored(item.stored_name).exists())
        self.assertFalse(stored(item.stored_copy(400)).exists())

    def test_reviewed_stays_on_record(self):
        item = media.item(college=self.jidian)
        item.approve(self.zhou)
        response = self.client.post(reverse("media_delete", args=[item.pk]))
        self.assertRefused(response, "要留记录，不能删除")


class Serving(MediaPages):
    def copy(self, item, size="400", name="media_copy", **headers):
        return self.client.get(reverse(name, args=[item.pk, size]), headers=headers)

    def test_copies_are_shown_in_a_sandbox(self):
        response = self.copy(media.item(college=self.jidian))
        self.assertEqual(response["Content-Type"], "image/jpeg")
        self.assertIn("sandbox", response["Content-Security-Policy"])
        self.assertEqual(response["X-Content-Type-Options"], "nosniff")

    def test_strangers_keep_a_picture_for_a_minute_and_get_no_cookie(self):
        self.client.logout()
        item = media.item(college=self.jidian, status="approved")
        response = self.copy(item, name="media_public")
        self.assertEqual(response["Cache-Control"], "public, max-age=60")
        self.assertFalse(response.cookies)
        self.assertNotIn("Cookie", response.get("Vary", ""))

    def film(self):
        item = media.item(college=self.jidian, status="approved", kind="video")
        stored(item.stored_copy("film")).write_bytes(bytes(100))
        self.client.logout()
        return item

    def test_a_copy_that_is_lost_is_not_found_and_gives_no_stranger_a_session(self):
        item = self.film()
        for size in ("film", "400"):
            stored(item.stored_copy(size)).unlink()
            answer = self.copy(item, size, name="media_public")
            self.assertEqual((answer.status_code, dict(answer.cookies)), (404, {}))

    def test_strangers_who_watch_slowly_leave_threads_for_pages(self):
        item = self.film()
        watching = [self.copy(item, "film", name="media_public") for _ in range(4)]
        busy = self.copy(item, "film", name="media_public")
        self.assertEqual((busy.status_code, busy["Cache-Control"]), (503, "no-store, private"))
        for answer in watching:
            answer.getvalue()
        after = self.copy(item, "film", name="media_public")
        self.assertEqual((after.status_code, after.getvalue()), (200, bytes(100)))

    def test_no_such_part_of_a_film_keeps_no_place(self):
        item = self.film()
        parts = [self.copy(item, "film", name="media_public", range="bytes=900-") for _ in range(5)]
        self.assertEqual([part.status_code for part in parts], [416] * 5)

    def test_whoever_asks_for_the_head_alone_is_answered_without_a_cookie(self):
        item = media.item(college=self.jidian, status="approved")
        answer = Client().head(reverse("media_public", args=[item.pk, "400"]))
        self.assertEqual((answer.status_code, dict(answer.cookies)), (200, {}))

    def test_no_such_size_and_no_film_of_a_photo(self):
        item = media.item(college=self.jidian)
        answers = [self.copy(item, size).status_code for size in ("original", "film", "1600")]
        self.assertEqual(answers, [404, 404, 200])

    def test_players_get_the_part_they_ask_for(self):
        item = media.item(college=self.jidian, content=bytes(range(100)))
        part = self.copy(item, range="bytes=10-19")
        self.assertEqual((part.status_code, part["Content-Range"]), (206, "bytes 10-19/100"))
        self.assertEqual(b"".join(part.streaming_content), bytes(range(10, 20)))
        self.assertEqual(b"".join(self.copy(item, range="bytes=-5").streaming_content),
                         bytes(range(95, 100)))  # fmt: skip
        self.assertEqual(self.copy(item, range="bytes=100-").status_code, 416)

    def test_nginx_sends_what_a_view_allows_where_it_is_told_to(self):
        item = media.item(college=self.jidian, status="approved", kind="video")
        stored(item.stored_copy("film")).write_bytes(b"film")
        with override_settings(NGINX_FILES=True):
            film = self.copy(item, "film", name="media_public", range="bytes=0-1")
            self.assertEqual((film.status_code, film.content), (200, b""))
            place = f"/_files/{item.stored_copy('film')}"
            self.assertEqual(film.headers["X-Accel-Redirect"], place)
            self.assertEqual(film.headers["Content-Type"], "video/mp4")
            self.assertEqual(film.headers["Cache-Control"], "public, max-age=60")
            original = self.client.get(reverse("media_original", args=[item.pk]))
            self.assertEqual(original.headers["X-Accel-Redirect"], f"/_files/{item.stored_name}")
            self.assertIn("attachment", original.headers["Content-Disposition"])
            MediaItem.objects.update(status="hidden")
            refused = self.copy(item, "film", name="media_public")
            self.assertEqual(refused.status_code, 404)
            self.assertNotIn("X-Accel-Redirect", refused.headers)

    def test_original_is_a_download_that_the_log_knows(self):
        item = media.item(college=self.jidian)
        response = self.client.get(reverse("media_original", args=[item.pk]))
        self.assertTrue(response["Content-Disposition"].startswith("attachment"))
        entry = AuditEntry.objects.about(item).get()
        self.assertEqual((entry.verb, entry.actor), ("下载原件", self.chen))


class Reviewing(MediaPages):
    def setUp(self):
        centre = Department.objects.get(code="media")
        self.press = make.person("许", Role.DEPARTMENT, department=centre)
        self.sign_in(self.press)

    def post(self, verb, item, **body):
        body = {"version": item.version} | body
        return self.client.post(reverse(f"media_{verb}", args=[item.pk]), body)

    def ticked(self, verb, items):
        """As the grid sends them: each with the version that stood there."""
        versions = {f"version-{item.pk}": item.version for item in items}
        return {"verb": verb, "item": [item.pk for item in items]} | versions

    def test_approved_it_is_public(self):
        item = media.item(college=self.jidian)
        self.post("approve", item)
        self.assertIn(item, MediaItem.objects.public())

    def test_second_reviewer_is_told(self):
        item = media.item(college=self.jidian)
        stale = MediaItem.objects.get(pk=item.pk)
        item.approve(self.zhou)
        self.assertRefused(self.post("approve", stale), "已是“已通过”，不能通过")

    def test_what_its_unit_changed_after_the_page_was_opened_is_read_first(self):
        item = media.item(college=self.jidian, has_minors="yes")
        consent = {"name": "甲.pdf", "content_type": "application/pdf", "by": self.chen}
        item.attach_consent(media.paper(), **consent)
        seen = MediaItem.objects.get(pk=item.pk)
        changes = [
            lambda: item.attach_consent(media.paper(), **consent),
            lambda: item.revise(self.chen, {"caption": "另一句"}, base_version=item.version),
        ]
        for change in changes:
            change()
            for response in (
                self.post("approve", seen),
                self.post("approve", seen, version=""),
                self.client.post(self.address("review_many"), self.ticked("approve", [seen])),
            ):
                self.assertRefused(response, "在您打开页面以后有改动")
            item.refresh_from_db()
            self.assertEqual(item.status, "waiting")
            seen = MediaItem.objects.get(pk=item.pk)
        self.post("approve", seen)
        self.assertEqual(set(MediaItem.objects.public()), {item})

    def test_every_button_that_approves_says_what_was_read(self):
        item = media.item(college=self.jidian)
        MediaItem.objects.update(version=7)
        told = '<input type="hidden" name="version" value="7">'
        for page in (self.address("review"), item.get_absolute_url()):
            self.assertContains(self.client.get(page), told, html=True)
        ticked = f'<input type="hidden" name="version-{item.pk}" value="7" form="media-many">'
        self.assertContains(self.client.get(self.address("review")), ticked, html=True)

    def test_nobody_reviews_what_they_uploaded_or_wrote(self):
        department = self.press.memberships.get().department
        item = media.item(department=department, by=self.press)
        self.assertEqual(self.post("approve", item).status_code, 403)
        self.sign_in(self.zhou)
        self.assertEqual(self.post("approve", item).status_code, 302)

    def test_minors_need_to_be_spoken_of_and_consented_to(self):
        unsaid = media.item(college=self.jidian, has_minors="unknown")
        minors = media.item(college=self.jidian, has_minors="yes")
        self.assertRefused(self.post("approve", unsaid), "还没有说明是否含未成年人")
        self.assertRefused(self.post("approve", minors), "没有授权文件，不能通过")
        self.post("minors", unsaid, has_minors="no")
        self.post("approve", unsaid)
        self.assertEqual(set(MediaItem.objects.public()), {unsaid})

    def test_asked_again_its_uploader_reads_why(self):
        item = media.item(college=self.jidian)
        self.post("ask", item, reason="请补监护人授权", **{"for": "consent"})
        item.refresh_from_db()
        self.assertEqual((item.status, item.reason), ("consent", "请补监护人授权"))
        self.assertEqual(self.chen.notices.get().body, "请补监护人授权")

    def test_asked_again_without_a_word_is_refused(self):
        response = self.post("ask", media.item(college=self.jidian), **{"for": "facts"})
        self.assertRefused(response, "请写明要学院补什么")

    def test_excellent_is_what_was_approved(self):
        item = media.item(college=self.jidian)
        self.assertRefused(self.post("pick", item), "不能选为优秀")
        self.post("approve", item)
        self.post("pick", item)
        item.refresh_from_db()
        self.assertTrue(item.is_excellent)

    def test_key_gets_the_cell_again_and_a_refusal_as_a_toast(self):
        item = media.item(college=self.jidian)
        address = reverse("media_approve", args=[item.pk])
        told = {"data": {"version": item.version}, "headers": {"HX-Request": "true"}}
        self.assertContains(self.client.post(address, **told), f'id="media-{item.pk}"')
        toast = json.loads(self.client.post(address, **told)["HX-Trigger"])["toast"]
        self.assertIn("不能通过", toast["text"])

    def test_counters_of_the_grid_move_with_a_verdict_and_keep_its_filters(self):
        items = [media.item(college=self.jidian, day="2025-05-12") for _ in range(3)]
        media.item(college=self.jidian)
        address = f"http://testserver{self.address('review', day='2025-05-12')}"
        headers = {"HX-Request": "true", "HX-Current-URL": address}
        approve, seen = reverse("media_approve", args=[items[0].pk]), {"version": items[0].version}
        page = self.client.post(approve, seen, headers=headers)
        counts = {name: count for _, name, count, _ in page.context["wanted"].chips}
        self.assertEqual(counts, {"全部": 3, "待审核": 2, "已通过": 1})
        self.assertContains(page, '<span id="media-total" hx-swap-oob="true">2</span>')
        self.assertContains(page, "?day=2025-05-12&amp;state=approved")

    def test_the_verdict_is_said_once(self):
        item = media.item(college=self.jidian)
        address, headers = reverse("media_approve", args=[item.pk]), {"HX-Request": "true"}
        told, seen = 'class="visually-hidden">已通过</strong>', {"version": item.version}
        self.assertContains(self.client.post(address, seen, headers=headers), told)

    def test_the_way_out_is_called_as_its_button(self):
        minors = media.item(college=self.jidian, has_minors="yes")
        self.assertIn("请按“退回”，再按“要求补授权”", minors.hindrance)
        self.assertContains(self.client.get(self.address("review")), ">要求补授权</button>")

    def test_a_reason_too_long_is_told_and_kept_whole(self):
        item, long = media.item(college=self.jidian), "补" * 201
        body = {"reason": long, "for": "facts"}
        referer = {"Referer": f"http://testserver{item.get_absolute_url()}"}
        address = reverse("media_ask", args=[item.pk])
        page = self.client.post(address, body, headers=referer, follow=True)
        self.assertContains(page, "最多写 200 字，现在有 201 字")
        self.assertContains(page, f">{long}</textarea>")

    def test_many_at_once_name_what_could_not_be(self):
        items = [media.item(college=self.jidian, has_minors=said) for said in ("no", "yes", "no")]
        ticked = self.ticked("approve", items)
        response = self.client.post(self.address("review_many"), ticked)
        self.assertRefused(response, "通过 2 个")
        self.assertRefused(response, "没有授权文件，不能通过")

    def test_many_that_could_not_be_are_counted(self):
        items = [media.item(college=self.jidian, has_minors="yes") for _ in range(7)]
        own = media.item(college=self.jidian)
        MediaItem.objects.filter(pk=own.pk).update(updated_by=self.press)
        ticked = self.ticked("approve", [*items, own])
        response = self.client.post(self.address("review_many"), ticked)
        told = [f"{message}" for message in get_messages(response.wsgi_request)]
        self.assertEqual(told[0], "通过 0 个。")
        self.assertEqual(len([line for line in told if "没有授权文件" in line]), 5)
        more = "另有 2 个也没有通过，现在的状态见各自的页面。"
        self.assertEqual(told[6:], [more, "1 个是您自己上传或填写的，没有通过：请另一位审核。"])

    def test_one_deleted_meanwhile_is_not_counted_as_ones_own(self):
        def deleted(item, user, *_):
            MediaItem.objects.filter(pk=item.pk).delete()
            raise BrokenRule("刚刚被删除")

        item = media.item(college=self.jidian)
        with patch.dict(MANY, approve=("通过", deleted)):
            ticked = self.ticked("approve", [item])
            response = self.client.post(self.address("review_many"), ticked)
        told = [f"{message}" for message in get_messages(response.wsgi_request)]
        self.assertEqual(told, ["通过 0 个。", "刚刚被删除"])

    def test_approving_is_offered_where_it_can_be(self):
        withdrawn = {"consent_withdrawn_at": timezone.now(), "status": "hidden"}
        for facts, offered in [
            ({}, True),
            ({"status": "hidden"}, True),
            ({"has_minors": "unknown"}, False),
            ({"has_minors": "yes"}, False),
            ({"status": "returned"}, False),
            (withdrawn, False),
        ]:
            with self.subTest(facts):
                item = media.item(college=self.jidian, **facts)
                button = f'action="{reverse("media_approve", args=[item.pk])}"'
                for page in (self.address("review", state=""), item.get_absolute_url()):
                    found = button in self.client.get(page).content.decode()
                    self.assertEqual((found, not item.hindrance), (offered, offered), page)

    def test_twins_stand_side_by_side_and_can_be_parted(self):
        first = media.item(college=self.jidian, family=media.uuid.uuid4())
        twin = media.item(college=self.caijing, family=first.family)
        media.item(college=self.caijing)
        rows = self.client.get(self.address("twins")).context["rows"]
        self.assertEqual(rows, [[first, twin]])
        self.post("part", twin)
        self.assertEqual(self.client.get(self.address("twins")).context["rows"], [])
