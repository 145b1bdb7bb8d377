from django.urls import path

from .views import activities, coverage, documents, drafts, profiles, search, settings, weeks

urlpatterns = [
    path("editions/<slug:code>/profile/", profiles.college_profile, name="college_profile"),
    path("editions/<slug:code>/profiles/", profiles.profile_list, name="profile_list"),
    path("search/", search.search, name="search"),
    path("editions/<slug:code>/week/", weeks.week, name="week"),
    path("editions/<slug:code>/coverage/", coverage.coverage, name="coverage"),
    path("editions/<slug:code>/programme/", weeks.programme, name="programme"),
    path("editions/<slug:code>/about/", settings.edition_about, name="edition_about"),
    path("editions/<slug:code>/settings/", settings.edition_settings, name="edition_settings"),
    path("editions/<slug:code>/settings/basics/", settings.edition_basics, name="edition_basics"),
    path("editions/<slug:code>/settings/days/", settings.edition_days, name="edition_days"),
    path(
        "editions/<slug:code>/settings/categories/",
        settings.edition_categories,
        name="edition_categories",
    ),
    path("editions/<slug:code>/settings/tags/", settings.edition_tags, name="edition_tags"),
    path("editions/<slug:code>/settings/duties/", settings.edition_duties, name="edition_duties"),
    path(
        "editions/<slug:code>/settings/documents/",
        documents.edition_documents,
        name="edition_documents",
    ),
    path("documents/<int:pk>/", documents.document_download, name="document_download"),
    path("documents/<int:pk>/delete/", documents.document_delete, name="document_delete"),
    path("editions/<slug:code>/activities/new/", activities.activity_new, name="activity_new"),
    path("activities/<int:pk>/", activities.activity_detail, name="activity_detail"),
    path("activities/<int:pk>/edit/", activities.activity_edit, name="activity_edit"),
    path("activities/<int:pk>/copy/", activities.activity_copy, name="activity_copy"),
    path("activities/<int:pk>/cancel/", activities.activity_cancel, name="activity_cancel"),
    path("activities/<int:pk>/restore/", activities.activity_restore, name="activity_restore"),
    path("activities/<int:pk>/delete/", activities.activity_delete, name="activity_delete"),
    path("drafts/save/", drafts.draft_save, name="draft_save"),
    path("drafts/<int:pk>/", drafts.draft_open, name="draft_open"),
    path("drafts/<int:pk>/delete/", drafts.draft_delete, name="draft_delete"),
]
