from django.urls import path

from .views import audit, board, colleges, compile_jobs, desk, editions, filings
from .views.reminders import filing_remind, remind_now, reminder_list

urlpatterns = [
    path(
        "editions/<slug:code>/settings/requirements/",
        editions.edition_requirements,
        name="edition_requirements",
    ),
    path("editions/<slug:code>/timeline/", editions.edition_timeline, name="edition_timeline"),
    path("editions/<slug:code>/open/", editions.edition_open, name="edition_open"),
    path("editions/<slug:code>/copy/", editions.edition_copy, name="edition_copy"),
    path("colleges/", colleges.college_list, name="college_list"),
    path("colleges/new/", colleges.college_new, name="college_new"),
    path("colleges/<int:pk>/", colleges.college_edit, name="college_edit"),
    path("colleges/<int:pk>/shift/", colleges.college_shift, name="college_shift"),
    path("colleges/<int:pk>/disable/", colleges.college_disable, name="college_disable"),
    path("colleges/<int:pk>/enable/", colleges.college_enable, name="college_enable"),
    path("audit/export.xlsx", audit.audit_export, name="audit_export"),
    path("editions/<slug:code>/desk/", desk.desk, name="desk"),
    path("editions/<slug:code>/board/", board.board, name="board"),
    path("filings/<int:pk>/", filings.filing_detail, name="filing_detail"),
    path("filings/<int:pk>/panel/", filings.filing_panel, name="filing_panel"),
    path("filings/<int:pk>/sheet.xlsx", filings.filing_sheet, name="filing_sheet"),
    path("filings/<int:pk>/hand-over/", filings.filing_hand_over, name="filing_hand_over"),
    path("filings/<int:pk>/withdraw/", filings.filing_withdraw, name="filing_withdraw"),
    path("filings/<int:pk>/sign/", filings.filing_sign, name="filing_sign"),
    path("filings/<int:pk>/send-back/", filings.filing_send_back, name="filing_send_back"),
    path("filings/<int:pk>/accept/", filings.filing_accept, name="filing_accept"),
    path("filings/<int:pk>/remind/", filing_remind, name="filing_remind"),
    path("editions/<slug:code>/remind/", remind_now, name="remind_now"),
    path("editions/<slug:code>/reminders/", reminder_list, name="reminder_list"),
    path("receipts/<str:receipt_no>/", filings.receipt_detail, name="receipt_detail"),
    path(
        "editions/<slug:code>/compile-jobs/",
        compile_jobs.compile_job_list,
        name="compile_job_list",
    ),
    path(
        "editions/<slug:code>/compile-jobs/new/",
        compile_jobs.compile_job_new,
        name="compile_job_new",
    ),
    path("compile-jobs/<int:pk>/", compile_jobs.compile_job_detail, name="compile_job_detail"),
    path(
        "compile-jobs/<int:pk>/progress/",
        compile_jobs.compile_job_progress,
        name="compile_job_progress",
    ),
    path(
        "compile-jobs/<int:pk>/download/",
        compile_jobs.compile_job_download,
        name="compile_job_download",
    ),
    path("compile-jobs/<int:pk>/retry/", compile_jobs.compile_job_retry, name="compile_job_retry"),
]
