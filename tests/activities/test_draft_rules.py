import uuid

from activities.models import Draft
from tests import make
from tests.base import PortalTestCase


class DraftOfAForm(PortalTestCase):
    def test_saving_again_keeps_one(self):
        token = uuid.uuid4()
        make.draft(owner=self.chen, college=self.jidian, token=token)
        make.draft(owner=self.chen, college=self.jidian, token=token, data={"title": ["再写"]})
        self.assertEqual([draft.title for draft in Draft.objects.all()], ["再写"])

    def test_a_colleague_who_goes_on_gets_their_own(self):
        first = make.draft(owner=self.chen, college=self.jidian)
        make.draft(owner=self.sun, college=self.jidian, token=first.token, data={"title": ["孙"]})
        first.refresh_from_db()
        self.assertEqual((first.title, Draft.objects.count()), ("写了一半", 2))

    def test_what_is_typed_is_kept_raw(self):
        typed = {"title": ["  =1+1\x00"], "expected_internal": ["很多"], "tags": ["1", "x"]}
        draft = make.draft(owner=self.chen, college=self.jidian, data=typed | {"title": ["=1+1"]})
        draft.refresh_from_db()
        self.assertEqual(draft.data, typed | {"title": ["=1+1"]})

    def test_without_a_title_it_has_a_name(self):
        draft = make.draft(owner=self.chen, college=self.jidian, data={})
        self.assertEqual((draft.title, draft.date_text), ("未命名活动", ""))

    def test_its_day_is_told_in_words_and_what_is_no_date_as_typed(self):
        for typed, told in [("2025-05-14", "5月14日（周三）"), ("下周", "下周"), ("", "")]:
            self.assertEqual(Draft(data={"start_date": [typed]}).day_told, told)

    def test_only_the_own_college_sees_it(self):
        make.draft(owner=self.chen, college=self.jidian)
        table = [(self.chen, 1), (self.sun, 1), (self.lin, 0), (self.zhou, 0), (self.zheng, 0)]
        for user, expected in table:
            with self.subTest(user=user.name):
                self.assertEqual(Draft.objects.visible_to(user).count(), expected)

    def test_unsent_are_those_without_an_activity(self):
        one = make.activity(college=self.jidian)
        make.draft(owner=self.chen, college=self.jidian, activity=one)
        new = make.draft(owner=self.chen, college=self.jidian)
        self.assertEqual(list(Draft.objects.unsent(self.edition, self.jidian)), [new])

    def test_a_deleted_activity_takes_its_drafts_along(self):
        one = make.activity(college=self.jidian)
        make.draft(owner=self.chen, college=self.jidian, activity=one)
        one.remove(self.chen)
        self.assertFalse(Draft.objects.exists())
