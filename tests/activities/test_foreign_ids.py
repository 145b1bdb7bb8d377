"""Ids in a form's body that belong to somebody else (security.md B-03)."""

import uuid
from datetime import date

from django.urls import reverse

from activities.models import Activity, Draft, Edition
from tests import make
from tests.base import PortalTestCase


class ForeignIds(PortalTestCase):
    def setUp(self):
        self.next_year = Edition.objects.load("2025", starts_on=date(2026, 5, 10))
        self.address = reverse("activity_new", args=["2025"])
        self.sign_in(self.chen)

    def body(self, **overrides):
        fields = make.activity_fields(self.edition)
        fields = {name: value for name, value in fields.items() if value is not None}
        fields |= {"category": fields["category"].pk, "token": uuid.uuid4(), "is_outing": "False"}
        return fields | {"open_to_public": "True"} | overrides

    def assertRefusedAt(self, name, **overrides):
        response = self.client.post(self.address, self.body(**overrides))
        self.assertEqual(response.status_code, 422)
        self.assertEqual(list(response.context["form"].errors), [name])
        self.assertFalse(Activity.objects.exists())

    def test_with_its_own_ids_the_form_is_saved(self):
        tags = [tag.pk for tag in self.edition.tag_set.all()[:2]]
        theme = self.edition.theme_days.first().pk
        response = self.client.post(self.address, self.body(tags=tags, theme_day=theme))
        self.assertEqual(response.status_code, 302)
        self.assertEqual(Activity.objects.get().tags.count(), 2)

    def test_category_of_another_edition(self):
        self.assertRefusedAt("category", category=make.category("job_fair", self.next_year).pk)

    def test_theme_day_of_another_edition(self):
        self.assertRefusedAt("theme_day", theme_day=self.next_year.theme_days.first().pk)

    def test_tags_of_another_edition(self):
        self.assertRefusedAt("tags", tags=[self.next_year.tag_set.first().pk])

    def test_numbers_beyond_the_databases_own(self):
        for name in ("category", "theme_day", "tags"):
            for number in ("9" * 20, "9" * 4500):
                with self.subTest(name=name, digits=len(number)):
                    self.assertRefusedAt(name, **{name: number})

    def test_category_out_of_use(self):
        self.edition.category_set.filter(code="other").update(in_use=False)
        self.assertRefusedAt("category", category=make.category("other", self.edition).pk)

    def test_unknown_words(self):
        for name, value in [("mode", "x"), ("audiences", ["x"]), ("needs", ["x"])]:
            with self.subTest(name=name):
                self.assertRefusedAt(name, **{name: value})

    def test_another_college_in_the_body_or_the_address(self):
        answers = [
            self.client.post(self.address, self.body(college=self.caijing.pk)),
            self.client.post(f"{self.address}?college={self.caijing.pk}", self.body()),
        ]
        self.assertEqual([answer.status_code for answer in answers], [404, 404])

    def test_another_colleges_token_does_not_open_its_activity(self):
        theirs = make.activity(college=self.caijing, title="他们的")
        response = self.client.post(self.address, self.body(token=theirs.token))
        theirs.refresh_from_db()
        self.assertEqual((theirs.college, theirs.title), (self.caijing, "他们的"))
        self.assertLess(response.status_code, 500)

    def test_edition_college_and_version_cannot_be_posted(self):
        extra = {"edition": self.next_year.pk, "version": 9, "status": "cancelled"}
        self.client.post(self.address, self.body(filed_version=1, **extra))
        one = Activity.objects.get()
        facts = one.edition, one.version, one.status, one.filed_version
        self.assertEqual(facts, (self.edition, 1, "planned", None))

    def test_a_draft_of_another_colleges_activity(self):
        theirs = make.activity(college=self.caijing)
        body = {"edition": "2025", "token": uuid.uuid4(), "activity": theirs.pk}
        self.assertEqual(self.client.post(reverse("draft_save"), body).status_code, 404)
        self.assertFalse(Draft.objects.exists())

    def test_a_draft_of_another_college(self):
        body = {"edition": "2025", "token": uuid.uuid4(), "college": self.caijing.pk}
        self.assertEqual(self.client.post(reverse("draft_save"), body).status_code, 404)
