from django.db import IntegrityError, transaction

from activities.models import MediaItem, MediaJob
from colleges.files import stored
from colleges.models import Department, Role

from .. import make, media
from ..base import PortalTestCase


class TakingIn(PortalTestCase):
    def test_bytes_move_on_commit_and_stay_where_they_were_if_it_fails(self):
        upload = media.upload(college=self.jidian)
        with self.captureOnCommitCallbacks(execute=True):
            item = MediaItem.objects.take_in(upload)
            self.assertTrue(upload.path().exists())
        self.assertFalse(upload.path().exists())
        self.assertEqual(stored(item.stored_name).read_bytes(), media.PICTURE)

    def test_facts_that_came_with_it_are_kept_and_nonsense_is_left_out(self):
        own, other = make.activity(college=self.jidian), make.activity(college=self.caijing)
        told = {"caption": "焊接" * 99, "day": "2025-05-13", "has_minors": "maybe"}
        mine = media.arrived(college=self.jidian, metadata=told | {"activity": str(own.pk)})
        theirs = media.arrived(college=self.jidian, metadata={"activity": str(other.pk)})
        self.assertEqual((mine.activity, theirs.activity), (own, None))
        self.assertEqual((len(mine.caption), mine.has_minors), (100, "unknown"))
        self.assertEqual(f"{mine.day}", "2025-05-13")

    def test_files_of_one_person_wait_in_one_job_until_it_begins(self):
        first, second = media.arrived(college=self.jidian), media.arrived(college=self.jidian)
        self.assertEqual(first.job, second.job)
        MediaJob.objects.update(status="running")
        self.assertNotEqual(media.arrived(college=self.jidian).job, first.job)
        self.assertEqual(MediaJob.objects.get(pk=first.job_id).item_count, 2)


class WhoSees(PortalTestCase):
    def test_own_unit_office_leader_and_media_centre(self):
        media.item(college=self.jidian)
        centre = Department.objects.get(code="media")
        press = make.person("许", Role.DEPARTMENT, department=centre)
        sees = [self.chen, self.sun, self.zhou, self.chu, press]
        for user in (*sees, self.lin, self.wei, self.jiang, self.feng):
            with self.subTest(user):
                found = MediaItem.objects.visible_to(user).exists()
                self.assertEqual(found, user in sees)


class ForStrangers(PortalTestCase):
    def public(self, **facts):
        return MediaItem.objects.public().filter(pk=media.item(**facts).pk).exists()

    def test_approved_alone(self):
        found = {code: self.public(college=self.jidian, status=code) for code in
                 ("waiting", "approved", "hidden", "consent", "returned")}  # fmt: skip
        self.assertEqual([code for code, is_public in found.items() if is_public], ["approved"])

    def test_of_an_activity_that_is_public_itself(self):
        activity = make.activity(college=self.jidian)
        facts = {"college": self.jidian, "status": "approved", "activity": activity}
        self.assertFalse(self.public(**facts))
        make.filed(self.filing)
        self.assertTrue(self.public(**facts))
        activity.refresh_from_db()
        activity.cancel(self.chen, "天气原因")
        self.assertFalse(self.public(**facts))

    def test_not_while_the_edition_is_prepared(self):
        item = media.item(college=self.jidian, status="approved")
        type(self.edition).objects.update(opened_at=None)
        self.assertFalse(MediaItem.objects.public().filter(pk=item.pk).exists())

    def test_database_refuses_minors_approved_without_consent(self):
        for has_minors in ("yes", "unknown"):
            with self.assertRaises(IntegrityError), transaction.atomic():
                media.item(college=self.jidian, status="approved", has_minors=has_minors)


class Counting(PortalTestCase):
    def test_of_pictures_that_look_the_same_the_first_approved_counts(self):
        first = media.item(college=self.jidian, status="approved")
        twin = media.item(college=self.caijing, status="approved", family=first.family)
        other = media.item(college=self.caijing, status="approved")
        self.assertEqual(set(MediaItem.objects.counting()), {first, other})
        MediaItem.objects.filter(pk=first.pk).update(status="hidden")
        self.assertEqual(set(MediaItem.objects.counting()), {twin, other})
