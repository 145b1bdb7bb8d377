"""公示, objections, certificates, and what strangers see of them."""

from django.urls import path

from ..views import announcements, certificates, objections, public_honours

urlpatterns = [
    path(
        "editions/<slug:code>/award/announcement/",
        announcements.announcement,
        name="announcement",
    ),
    path(
        "editions/<slug:code>/award/announcement/new/",
        announcements.announcement_new,
        name="announcement_new",
    ),
    path("announcements/<int:pk>/edit/", announcements.announcement_edit, name="announcement_edit"),
    path(
        "announcements/<int:pk>/print/", announcements.announcement_print, name="announcement_print"
    ),
    path(
        "announcements/<int:pk>/publish/",
        announcements.announcement_publish,
        name="announcement_publish",
    ),
    path(
        "announcements/<int:pk>/take-down/",
        announcements.announcement_take_down,
        name="announcement_take_down",
    ),
    path("announcements/<int:pk>/end/", announcements.announcement_end, name="announcement_end"),
    path(
        "announcements/<int:announcement>/objections/new/",
        objections.objection_new,
        name="objection_new",
    ),
    path("objections/<int:pk>/", objections.objection_detail, name="objection_detail"),
    path("objections/<int:pk>/reject/", objections.objection_reject, name="objection_reject"),
    path("objections/<int:pk>/sustain/", objections.objection_sustain, name="objection_sustain"),
    path("objections/<int:pk>/withdraw/", objections.objection_withdraw, name="objection_withdraw"),
    path(
        "editions/<slug:code>/award/certificates/new/",
        certificates.certificate_job_new,
        name="certificate_job_new",
    ),
    path(
        "editions/<slug:code>/award/certificates/check/",
        certificates.certificate_job_check,
        name="certificate_job_check",
    ),
    path(
        "certificate-jobs/<int:pk>/retry/",
        certificates.certificate_job_retry,
        name="certificate_job_retry",
    ),
    path("certificates/<int:pk>/paper/", certificates.certificate_pdf, name="certificate_pdf"),
    path("certificates/<int:pk>/picture/", certificates.certificate_png, name="certificate_png"),
    path(
        "certificates/<int:pk>/revoke/", certificates.certificate_revoke, name="certificate_revoke"
    ),
    path(
        "certificates/<int:pk>/restore/",
        certificates.certificate_restore,
        name="certificate_restore",
    ),
    path(
        "w/<slug:code>/announcement/",
        public_honours.public_announcement,
        name="public_announcement",
    ),
    path("w/<slug:code>/honours/", public_honours.public_honours, name="public_honours"),
    path("honours/", public_honours.public_winners, name="public_winners"),
    path("verify/", public_honours.certificate_find, name="certificate_find"),
    path("verify/<str:serial>/", public_honours.certificate_check, name="certificate_check"),
]
