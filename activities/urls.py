from django.urls import path

from .views import activities, coverage, drafts, search, weeks

urlpatterns = [
    path("search/", search.search, name="search"),
    path("editions/<slug:code>/week/", weeks.week, name="week"),
    path("editions/<slug:code>/coverage/", coverage.coverage, name="coverage"),
    path("editions/<slug:code>/programme/", weeks.programme, name="programme"),
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
