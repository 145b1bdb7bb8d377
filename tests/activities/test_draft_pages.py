"""Drafts in the browser: kept as typed, a person's own, gone once saved."""

import uuid

from django.urls import reverse

from activities.models import Activity, Draft
from tests import make
from tests.base import PortalTestCase


class DraftCase(PortalTestCase):
    def setUp(self):
        self.sign_in(self.chen)
        self.token = str(uuid.uuid4())

    def save(self, **typed):
        where = {"token": self.token, "edition": "2025", "college": self.jidian.pk}
        headers = {"X-Background": "1"}
        return self.client.post(reverse("draft_save"), where | typed, headers=headers)

    def opened(self, draft):
        return self.client.get(draft.get_absolute_url()).context["form"]

    def new(self, **typed):
        url = reverse("activity_new", args=["2025"])
        return self.client.post(url, make.typed(token=self.token, **typed))


class DraftSave(DraftCase):
    def test_it_says_when_it_was_saved(self):
        with self.clock_at("2025-05-12T14:03:59"):
            self.assertEqual(self.save(title="半").json(), {"saved_at": "14:03"})

    def test_of_a_form_that_was_saved_on_another_page_it_says_that_nothing_is_kept(self):
        self.new()
        self.assertContains(self.save(title="半"), "您已在别的页面保存过", status_code=422)
        self.assertFalse(Draft.objects.exists())

    def test_what_the_form_would_refuse_is_kept_as_typed(self):
        typed = {"title": " =1+1 ", "leader_phone": "不知道", "start_date": "下周", "tags": ["x"]}
        self.save(audiences=["pupils", "x"], **typed)
        data = Draft.objects.get().data
        self.assertEqual({name: data[name][0] for name in typed}, typed | {"tags": "x"})
        self.assertEqual(data["audiences"], ["pupils", "x"])

    def test_only_fields_of_the_form_are_kept(self):
        self.save(title="半", csrfmiddlewaretoken="geheim", owner="1", activity="")
        self.assertEqual(set(Draft.objects.get().data), {"token", "title"})

    def test_saving_again_keeps_one(self):
        self.save(title="半")
        self.save(title="一半")
        self.assertEqual([draft.title for draft in Draft.objects.all()], ["一半"])

    def test_a_colleagues_is_never_written_over(self):
        self.save(title="陈的")
        self.sign_in(self.sun)
        self.save(title="孙的")
        titles = {draft.owner: draft.title for draft in Draft.objects.all()}
        self.assertEqual(titles, {self.chen: "陈的", self.sun: "孙的"})

    def test_after_the_deadline_and_after_closing_it_is_kept_too(self):
        for moment in ["2025-05-12T18:00", "2025-06-30T00:00"]:
            with self.subTest(moment=moment), self.clock_at(moment):
                self.sign_in(self.chen)
                self.assertEqual(self.save(title=moment).status_code, 200)

    def test_what_it_does_not_know_is_not_found(self):
        table = [{"edition": "1999"}, {"token": "x"}, {"token": ""}, {"college": "²"}]
        table += [{"college": self.caijing.pk}, {"activity": "999999"}]
        for wrong in table:
            with self.subTest(wrong=wrong):
                self.assertEqual(self.save(**wrong).status_code, 404)
        self.assertFalse(Draft.objects.exists())

    def test_an_activity_of_the_other_college_is_not_found(self):
        theirs = make.activity(college=self.caijing)
        self.assertEqual(self.save(activity=theirs.pk).status_code, 404)
        self.assertFalse(Draft.objects.exists())

    def test_too_much_is_refused_with_a_sentence(self):
        response = self.save(summary="长" * 60_000)
        self.assertContains(response, "草稿太长，没有保存。", status_code=422)

    def test_signed_out_a_script_is_told_where_to_sign_in(self):
        self.client.logout()
        response = self.save(title="半")
        self.assertEqual(response.status_code, 401)
        self.assertIn("/accounts/login/", response.headers["HX-Redirect"])


class DraftOpen(DraftCase):
    def test_everything_typed_stands_in_the_form_again(self):
        self.save(title="半", expected_internal="很多", needs=["power"], open_to_public="True")
        form = self.opened(Draft.objects.get())
        shown = [form[name].value() for name in ("title", "expected_internal", "needs")]
        self.assertEqual(shown, ["半", "很多", ["power"]])
        self.assertEqual(str(form["token"].value()), self.token)

    def test_nonsense_in_every_field_still_opens(self):
        names = ["category", "theme_day", "tags", "audiences", "start_date", "start_time", "mode"]
        names += ["open_to_public", "partners", "expected_external", "base_version", "token"]
        draft = make.draft(owner=self.chen, college=self.jidian, data={n: ["²x<b>"] for n in names})
        response = self.client.get(draft.get_absolute_url())
        self.assertContains(response, "²x&lt;b&gt;")
        self.assertNotContains(response, "²x<b>")

    def test_the_page_says_whose_it_is_and_when(self):
        draft = make.draft(owner=self.chen, college=self.jidian)
        response = self.client.get(draft.get_absolute_url())
        self.assertContains(response, "下面是您 5月12日（周一）10:00 没有保存完的内容。")

    def test_a_colleagues_is_opened_as_a_copy(self):
        self.save(title="陈的")
        self.sign_in(self.sun)
        form = self.opened(Draft.objects.get())
        self.assertEqual(form["title"].value(), "陈的")
        self.assertNotEqual(str(form["token"].value()), self.token)

    def test_one_of_an_activity_opens_its_form(self):
        one = make.activity(college=self.jidian, title="存着的")
        self.save(title="改了一半", activity=one.pk)
        response = self.client.get(Draft.objects.get().get_absolute_url(), follow=True)
        self.assertEqual(response.context["form"]["title"].value(), "改了一半")

    def test_a_colleagues_half_edit_does_not_change_my_form(self):
        one = make.activity(college=self.jidian, title="存着的")
        make.draft(owner=self.sun, college=self.jidian, activity=one)
        form = self.client.get(reverse("activity_edit", args=[one.pk])).context["form"]
        self.assertEqual(form["title"].value(), "存着的")

    def test_the_other_college_and_the_office_do_not_find_it(self):
        draft = make.draft(owner=self.chen, college=self.jidian)
        for user in [self.lin, self.zhou, self.zheng]:
            self.sign_in(user)
            with self.subTest(user=user.name):
                response = self.client.get(draft.get_absolute_url())
                self.assertEqual(response.status_code, 404)

    def test_a_new_form_offers_the_own_ones(self):
        make.draft(owner=self.chen, college=self.jidian, data={"title": ["我的一半"]})
        make.draft(owner=self.sun, college=self.jidian, data={"title": ["孙的一半"]})
        html = self.client.get(reverse("activity_new", args=["2025"])).content.decode()
        self.assertEqual(("我的一半" in html, "孙的一半" in html), (True, False))


class DraftDelete(DraftCase):
    def delete(self, draft):
        return self.client.post(reverse("draft_delete", args=[draft.pk]))

    def test_the_own_one_goes(self):
        response = self.delete(make.draft(owner=self.chen, college=self.jidian))
        self.assertRedirects(response, f"{reverse('week', args=['2025'])}?college={self.jidian.pk}")
        self.assertFalse(Draft.objects.exists())

    def test_discarding_a_half_edit_shows_what_is_stored(self):
        one = make.activity(college=self.jidian, title="存着的")
        draft = make.draft(owner=self.chen, college=self.jidian, activity=one)
        self.assertRedirects(self.delete(draft), one.edit_address)

    def test_nobody_elses(self):
        draft = make.draft(owner=self.chen, college=self.jidian)
        for user, expected in [(self.sun, 403), (self.lin, 404), (self.zhou, 404)]:
            self.sign_in(user)
            with self.subTest(user=user.name):
                self.assertEqual(self.delete(draft).status_code, expected)
        self.assertTrue(Draft.objects.exists())

    def test_the_button_stands_at_the_own_ones_only(self):
        mine = make.draft(owner=self.chen, college=self.jidian)
        theirs = make.draft(owner=self.sun, college=self.jidian)
        html = self.client.get(reverse("week", args=["2025"])).content.decode()
        offers = [reverse("draft_delete", args=[draft.pk]) in html for draft in (mine, theirs)]
        self.assertEqual(offers, [True, False])


class DraftAndSaving(DraftCase):
    def test_saved_the_draft_is_gone(self):
        self.save(title="半")
        self.new()
        self.assertEqual((Draft.objects.count(), Activity.objects.count()), (0, 1))

    def test_refused_the_draft_stays(self):
        self.save(title="半")
        self.new(title="")
        self.assertEqual(Draft.objects.get().title, "半")

    def test_a_colleagues_draft_of_the_same_form_stays(self):
        make.draft(owner=self.sun, college=self.jidian, token=self.token)
        self.new()
        self.assertEqual(Draft.objects.get().owner, self.sun)


class LateAutosave(PortalTestCase):
    """A draft that was under way while its form was saved stays dead."""

    def keep(self, activity, **data):
        facts = {"edition": self.edition, "organiser": self.jidian, "owner": self.chen}
        token = activity.token
        data = {name: [value] for name, value in data.items()}
        existing = activity if data.get("base_version") else None
        return Draft.objects.keep(token=token, activity=existing, data=data, **facts)

    def test_of_a_new_form_is_not_kept(self):
        activity = make.activity(college=self.jidian, by=self.chen)
        self.assertIsNone(self.keep(activity, title="旧"))

    def test_of_an_edit_is_not_kept_once_it_is_saved(self):
        activity = make.activity(college=self.jidian, by=self.chen)
        activity.title = "改过的名称"
        activity.revise(self.chen, [], base_version=1)
        self.assertIsNone(self.keep(activity, title="旧", base_version="1"))

    def test_of_the_newest_version_is_kept(self):
        activity = make.activity(college=self.jidian, by=self.chen)
        self.assertEqual(self.keep(activity, title="新", base_version="1").title, "新")

    def test_colleagues_draft_outlives_the_activity(self):
        activity = make.activity(college=self.jidian, by=self.chen)
        draft = make.draft(owner=self.sun, college=self.jidian, activity=activity)
        activity.remove(self.chen)
        draft.refresh_from_db()
        self.assertIsNone(draft.activity)
