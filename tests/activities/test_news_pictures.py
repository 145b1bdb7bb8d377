"""Pictures in texts: the unit's own, for strangers only what is public at that moment."""

from django.urls import reverse
from docx import Document

from activities.newsroom.article import rendered
from activities.newsroom.reading import (
    pictures_for,
    printed_pictures,
    public_pictures,
    waiting_pictures,
)
from reports.news_document import article_document
from tests import media, newsroom
from tests.base import PortalTestCase


class Pictures(PortalTestCase):
    def setUp(self):
        self.photo = media.item(college=self.jidian, status="approved", caption="一起焊")

    def text(self, *photos, **facts):
        body = newsroom.BODY + "".join(f"\n\n![说明](media:{one.pk})" for one in photos)
        return newsroom.news_item(college=self.jidian, body=body, **facts)

    def public(self, item):
        return str(rendered(item.body, public_pictures(item)))

    def test_strangers_see_the_public_copy(self):
        item = self.text(self.photo)
        self.assertIn(f'src="/w/media/{self.photo.pk}/800/"', self.public(item))

    def test_a_withdrawn_consent_pulls_it_at_once_everywhere(self):
        item = self.text(self.photo)
        type(self.photo).objects.update(consent_withdrawn_at=self.now, status="hidden")
        self.assertNotIn("<img", self.public(item))
        self.assertEqual(pictures_for(item, self.chen), {})
        self.assertEqual(printed_pictures(item), {})
        self.assertEqual(waiting_pictures(item), 1)

    def test_what_waits_for_its_review_is_seen_inside_alone(self):
        waiting = media.item(college=self.jidian, content=b"other")
        item = newsroom.handed_in(self.text(waiting))
        for user in (self.chen, self.zhou, newsroom.media_person()):
            with self.subTest(user.name):
                self.assertEqual(list(pictures_for(item, user)), [waiting.pk])
        self.assertEqual(pictures_for(item, self.lin), {})
        self.assertEqual(public_pictures(item), {})

    def test_a_picture_of_another_unit_is_none_of_it(self):
        theirs = media.item(college=self.caijing, status="approved", content=b"other")
        item = self.text(theirs)
        self.assertEqual((pictures_for(item, self.zhou), public_pictures(item)), ({}, {}))

    def test_pages_that_show_and_offer_them(self):
        item = self.text(self.photo)
        self.sign_in(self.chen)
        page = self.client.get(item.get_absolute_url())
        self.assertContains(page, f'src="/media/{self.photo.pk}/copy/800/"')
        offered = self.client.get(reverse("news_pictures", args=[item.pk]))
        self.assertContains(offered, f"![一起焊](media:{self.photo.pk})")

    def test_the_paper_takes_only_what_is_public(self):
        waiting = media.item(college=self.jidian, content=b"other")
        item = newsroom.reloaded(self.text(self.photo, waiting))
        paper = Document(article_document(item, printed_pictures(item)))
        self.assertEqual(len(paper.inline_shapes), 1)
        self.assertIn("〔图：说明〕", [one.text for one in paper.paragraphs])
