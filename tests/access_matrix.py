"""Who gets what at every address: URL name × method × role, as a table.

A line gives the answers in the order of ROLES, for things of 机电学院:

    in    to the sign-in page              403   may not do
    302   done (or told why not now)       404   may not see
    422   the form again, with its errors  405   not with this method

`other` is 财经学院's 填报人. A line without a method counts for GET and POST.
"""

ROLES = [
    "anonymous", "staff", "lead", "other", "office",
    "leader", "administrator", "auditor", "department", "judge",
]  # fmt: skip

TABLE = """
# name                    method  anon staff lead other office leader admin auditor dept judge

# Public
healthz                       GET   200 200 200 200 200 200 200 200 200 200
healthz                       POST  405 405 405 405 405 405 405 405 405 405
readyz                        GET   200 200 200 200 200 200 200 200 200 200
readyz                        POST  405 405 405 405 405 405 405 405 405 405
invitation_accept             GET   302 302 302 302 302 302 302 302 302 302
invitation_accept             POST  404 404 404 404 404 404 404 404 404 404

# Sign-in
account_login                 GET   200 302 302 302 302 302 302 302 302 302
account_login                 POST  200 302 302 302 302 302 302 302 302 302
account_logout                GET   302 200 200 200 200 200 200 200 200 200
account_logout                POST  302 302 302 302 302 302 302 302 302 302
account_inactive              GET   200 200 200 200 200 200 200 200 200 200
account_inactive              POST  405 405 405 405 405 405 405 405 405 405
account_signup                      404 404 404 404 404 404 404 404 404 404
account_reauthenticate              in  200 200 200 200 200 200 200 200 200
account_change_password             in  200 200 200 200 200 200 200 200 200
account_set_password                in  302 302 302 302 302 302 302 302 302
account_reset_password              200 200 200 200 200 200 200 200 200 200
account_reset_password_done   GET   200 200 200 200 200 200 200 200 200 200
account_reset_password_done   POST  405 405 405 405 405 405 405 405 405 405
account_reset_password_from_key       200 200 200 200 200 200 200 200 200 200
account_reset_password_from_key_done GET  200 200 200 200 200 200 200 200 200 200
account_reset_password_from_key_done POST 405 405 405 405 405 405 405 405 405 405

mfa_index                     GET   in  200 200 200 200 200 200 200 200 200
mfa_index                     POST  in  405 405 405 405 405 405 405 405 405
mfa_authenticate                    in  302 302 302 302 302 302 302 302 302
mfa_reauthenticate                  in  302 302 302 302 302 302 302 302 302
mfa_activate_totp                   in  302 302 302 302 302 302 302 302 302
mfa_deactivate_totp                 in  404 404 404 404 404 404 404 404 404
mfa_view_recovery_codes       GET   in  404 404 404 404 404 404 404 404 404
mfa_view_recovery_codes       POST  in  405 405 405 405 405 405 405 405 405
mfa_generate_recovery_codes         in  302 302 302 302 302 302 302 302 302
person_reset_factor           GET   in  405 405 405 405 405 405 405 405 405
person_reset_factor           POST  in  403 403 403 403 403 302 403 403 403

# Everybody who is signed in
home                          GET   in  302 302 302 302 302 302 302 302 302
home                          POST  in  405 405 405 405 405 405 405 405 405
hat_wear                      GET   in  405 405 405 405 405 405 405 405 405
hat_wear                      POST  in  302 404 404 404 404 404 404 404 404
inbox                         GET   in  200 200 200 200 200 200 200 200 200
inbox                         POST  in  405 405 405 405 405 405 405 405 405
inbox_read_all                GET   in  405 405 405 405 405 405 405 405 405
inbox_read_all                POST  in  302 302 302 302 302 302 302 302 302
notice_open                   GET   in  302 404 404 404 404 404 404 404 404
notice_open                   POST  in  405 405 405 405 405 405 405 405 405
help_index                    GET   in  200 200 200 200 200 200 200 200 200
help_index                    POST  in  405 405 405 405 405 405 405 405 405
help_guide                    GET   in  200 200 200 200 200 200 200 200 200
help_guide                    POST  in  405 405 405 405 405 405 405 405 405
search                        GET   in  200 200 200 200 200 200 200 200 200
search                        POST  in  405 405 405 405 405 405 405 405 405
profile                       GET   in  200 200 200 200 200 200 200 200 200
profile                       POST  in  200 200 200 200 200 200 200 200 200
programme                     GET   in  200 200 200 200 200 200 200 200 200
programme                     POST  in  405 405 405 405 405 405 405 405 405
coverage                      GET   in  200 200 200 200 200 200 404 404 404
coverage                      POST  in  405 405 405 405 405 405 405 405 405
edition_about                 GET   in  200 200 200 200 200 200 200 200 200
edition_about                 POST  in  405 405 405 405 405 405 405 405 405
edition_timeline              GET   in  200 200 200 200 200 200 200 200 200
edition_timeline              POST  in  405 405 405 405 405 405 405 405 405
document_download             GET   in  200 200 200 200 200 200 200 200 200
document_download             POST  in  405 405 405 405 405 405 405 405 405

# The edition's settings
edition_settings              GET   in  403 403 403 200 403 200 403 403 403
edition_settings              POST  in  405 405 405 405 405 405 405 405 405
edition_basics                GET   in  403 403 403 200 403 200 403 403 403
edition_basics                POST  in  403 403 403 422 403 422 403 403 403
edition_days                  GET   in  403 403 403 200 403 200 403 403 403
edition_days                  POST  in  403 403 403 409 403 409 403 403 403
edition_categories            GET   in  403 403 403 200 403 200 403 403 403
edition_categories            POST  in  403 403 403 422 403 422 403 403 403
edition_tags                  GET   in  403 403 403 200 403 200 403 403 403
edition_tags                  POST  in  403 403 403 422 403 422 403 403 403
edition_duties                GET   in  403 403 403 200 403 200 403 403 403
edition_duties                POST  in  403 403 403 422 403 422 403 403 403
edition_requirements          GET   in  403 403 403 200 403 200 403 403 403
edition_requirements          POST  in  403 403 403 422 403 422 403 403 403
requirement_new               GET   in  403 403 403 200 403 200 403 403 403
requirement_new               POST  in  403 403 403 422 403 422 403 403 403
requirement_remove            GET   in  405 405 405 405 405 405 405 405 405
requirement_remove            POST  in  403 403 403 302 403 302 403 403 403
edition_documents             GET   in  403 403 403 200 403 200 403 403 403
edition_documents             POST  in  403 403 403 422 403 422 403 403 403
document_delete               GET   in  405 405 405 405 405 405 405 405 405
document_delete               POST  in  403 403 403 302 403 302 403 403 403
edition_open                  GET   in  405 405 405 405 405 405 405 405 405
edition_open                  POST  in  403 403 403 302 403 302 403 403 403
edition_copy                  GET   in  403 403 403 200 403 200 403 403 403
edition_copy                  POST  in  403 403 403 422 403 422 403 403 403

# The college's own week
desk                          GET   in  200 200 200 404 404 404 404 404 404
desk                          POST  in  405 405 405 405 405 405 405 405 405
week                          GET   in  200 200 200 404 404 404 404 200 404
week                          POST  in  405 405 405 405 405 405 405 405 405
activity_new                  GET   in  200 200 200 404 404 404 404 200 404
activity_new                  POST  in  422 422 422 404 404 404 404 422 404
activity_detail               GET   in  200 200 404 200 200 200 404 404 404
activity_detail               POST  in  405 405 405 405 405 405 405 405 405
activity_edit                 GET   in  200 200 404 403 403 403 404 404 404
activity_edit                 POST  in  422 422 404 403 403 403 404 404 404
activity_copy                 GET   in  200 200 404 403 403 403 404 404 404
activity_copy                 POST  in  405 405 405 405 405 405 405 405 405
activity_cancel               GET   in  405 405 405 405 405 405 405 405 405
activity_cancel               POST  in  302 302 404 403 403 403 404 404 404
activity_restore              GET   in  405 405 405 405 405 405 405 405 405
activity_restore              POST  in  302 302 404 403 403 403 404 404 404
activity_delete               GET   in  405 405 405 405 405 405 405 405 405
activity_delete               POST  in  302 302 404 403 403 403 404 404 404
draft_save                    GET   in  405 405 405 405 405 405 405 405 405
draft_save                    POST  in  200 200 200 404 404 404 404 200 404
draft_open                    GET   in  200 200 404 404 404 404 404 404 404
draft_open                    POST  in  405 405 405 405 405 405 405 405 405
draft_delete                  GET   in  405 405 405 405 405 405 405 405 405
draft_delete                  POST  in  302 403 404 404 404 404 404 404 404

# Outings
outing_list                   GET   in  200 200 200 200 200 200 200 200 200
outing_list                   POST  in  405 405 405 405 405 405 405 405 405
outing_export                 GET   in  403 403 403 200 403 403 403 200 403
outing_export                 POST  in  405 405 405 405 405 405 405 405 405
outing_detail                 GET   in  200 200 404 200 200 200 404 404 404
outing_detail                 POST  in  405 405 405 405 405 405 405 405 405
outing_new                    GET   in  200 200 200 404 404 404 404 200 404
outing_new                    POST  in  404 404 404 404 404 404 404 404 404
outing_edit                   GET   in  200 200 404 403 403 403 404 404 404
outing_edit                   POST  in  422 422 404 403 403 403 404 404 404
outing_copy                   GET   in  405 405 405 405 405 405 405 405 405
outing_copy                   POST  in  302 302 404 403 403 403 404 404 404
outing_draft_save             GET   in  405 405 405 405 405 405 405 405 405
outing_draft_save             POST  in  200 200 404 403 403 403 404 404 404
outing_draft_delete           GET   in  405 405 405 405 405 405 405 405 405
outing_draft_delete           POST  in  302 302 404 403 403 403 404 404 404
outing_queue                  GET   in  200 200 200 200 200 200 200 200 200
outing_queue                  POST  in  405 405 405 405 405 405 405 405 405
outing_agree_many             GET   in  405 405 405 405 405 405 405 405 405
outing_agree_many             POST  in  302 302 302 302 302 302 302 302 302
outing_agree                  GET   in  405 405 405 405 405 405 405 405 405
outing_agree                  POST  in  403 302 404 302 302 403 404 404 404
outing_send_back              GET   in  405 405 405 405 405 405 405 405 405
outing_send_back              POST  in  403 302 404 302 302 403 404 404 404
outing_refuse                 GET   in  405 405 405 405 405 405 405 405 405
outing_refuse                 POST  in  403 302 404 302 302 403 404 404 404
outing_compare                GET   in  200 200 404 200 200 200 404 404 404
outing_compare                POST  in  405 405 405 405 405 405 405 405 405
outing_settings               GET   in  403 403 403 200 403 200 403 403 403
outing_settings               POST  in  403 403 403 422 403 422 403 403 403
outing_hand_over              GET   in  405 405 405 405 405 405 405 405 405
outing_hand_over              POST  in  302 302 404 403 403 403 404 404 404
outing_withdraw               GET   in  405 405 405 405 405 405 405 405 405
outing_withdraw               POST  in  302 302 404 403 403 403 404 404 404
outing_cancel                 GET   in  405 405 405 405 405 405 405 405 405
outing_cancel                 POST  in  302 302 404 403 403 403 404 404 404
outing_people                 GET   in  200 200 404 200 403 403 404 404 404
outing_people                 POST  in  422 422 404 403 403 403 404 404 404
outing_people_counts          GET   in  405 405 405 405 405 405 405 405 405
outing_people_counts          POST  in  302 302 404 403 403 403 404 404 404
outing_people_template        GET   in  200 200 200 200 200 200 200 200 200
outing_people_template        POST  in  405 405 405 405 405 405 405 405 405
outing_files                  GET   in  200 200 404 200 200 200 404 404 404
outing_files                  POST  in  422 422 404 403 403 403 404 404 404
attachment_download           GET   in  200 200 404 200 200 200 404 404 404
attachment_download           POST  in  405 405 405 405 405 405 405 405 405
attachment_delete             GET   in  405 405 405 405 405 405 405 405 405
attachment_delete             POST  in  302 302 404 403 403 403 404 404 404
outing_permit                 GET   in  302 302 404 302 302 302 404 404 404
outing_permit                 POST  in  405 405 405 405 405 405 405 405 405
outing_depart                 GET   in  405 405 405 405 405 405 405 405 405
outing_depart                 POST  in  302 302 404 302 403 403 404 404 404
outing_come_back              GET   in  405 405 405 405 405 405 405 405 405
outing_come_back              POST  in  302 302 404 302 403 403 404 404 404
outing_close                  GET   in  405 405 405 405 405 405 405 405 405
outing_close                  POST  in  302 302 404 302 403 403 404 404 404
outing_board                  GET   in  403 403 403 200 200 200 403 200 403
outing_board                  POST  in  405 405 405 405 405 405 405 405 405
outing_check                  GET   200 302 302 302 302 302 302 302 302 302
outing_check                  POST  405 405 405 405 405 405 405 405 405 405
outing_gate                   GET   in  200 200 200 200 200 200 200 200 200
outing_gate                   POST  in  405 405 405 405 405 405 405 405 405

# Filing
filing_detail                 GET   in  200 200 404 200 200 200 404 404 404
filing_detail                 POST  in  405 405 405 405 405 405 405 405 405
filing_sheet                  GET   in  200 200 404 200 403 403 404 404 404
filing_sheet                  POST  in  405 405 405 405 405 405 405 405 405
annex_upload                  GET   in  200 200 200 404 404 404 404 404 404
annex_upload                  POST  in  422 422 422 404 404 404 404 404 404
annex_upload_detail           GET   in  200 200 404 403 403 403 404 404 404
annex_upload_detail           POST  in  405 405 405 405 405 405 405 405 405
annex_upload_apply            GET   in  405 405 405 405 405 405 405 405 405
annex_upload_apply            POST  in  409 409 404 403 403 403 404 404 404
annex_upload_file             GET   in  200 200 404 403 403 403 404 404 404
annex_upload_file             POST  in  405 405 405 405 405 405 405 405 405
filing_hand_over              GET   in  405 405 405 405 405 405 405 405 405
filing_hand_over              POST  in  302 302 404 403 403 403 404 404 404
filing_withdraw               GET   in  405 405 405 405 405 405 405 405 405
filing_withdraw               POST  in  302 302 404 403 403 403 404 404 404
filing_sign                   GET   in  405 405 405 405 405 405 405 405 405
filing_sign                   POST  in  403 302 404 403 403 403 404 404 404
receipt_detail                GET   in  200 200 404 200 200 200 404 404 404
receipt_detail                POST  in  405 405 405 405 405 405 405 405 405

# The office
board                         GET   in  403 403 403 200 200 200 403 403 403
board                         POST  in  405 405 405 405 405 405 405 405 405
filing_panel                  GET   in  403 403 404 200 200 403 404 404 404
filing_panel                  POST  in  405 405 405 405 405 405 405 405 405
filing_remind                 GET   in  405 405 405 405 405 405 405 405 405
filing_remind                 POST  in  403 403 404 302 403 403 404 404 404
robot_list                    GET   in  403 403 403 200 403 403 403 403 403
robot_list                    POST  in  405 405 405 405 405 405 405 405 405
robot_new                     GET   in  405 405 405 405 405 405 405 405 405
robot_new                     POST  in  403 403 403 422 403 403 403 403 403
robot_test                    GET   in  405 405 405 405 405 405 405 405 405
robot_test                    POST  in  403 403 403 302 403 403 403 403 403
robot_remove                  GET   in  405 405 405 405 405 405 405 405 405
robot_remove                  POST  in  403 403 403 302 403 403 403 403 403
remind_now                    GET   in  405 405 405 405 405 405 405 405 405
remind_now                    POST  in  403 403 403 302 403 403 403 403 403
reminder_list                 GET   in  403 403 403 200 200 403 403 403 403
reminder_list                 POST  in  405 405 405 405 405 405 405 405 405
filing_send_back              GET   in  405 405 405 405 405 405 405 405 405
filing_send_back              POST  in  403 403 404 302 403 403 404 404 404
filing_accept                 GET   in  405 405 405 405 405 405 405 405 405
filing_accept                 POST  in  403 403 404 302 403 403 404 404 404
compile_job_list              GET   in  403 403 403 200 403 403 403 403 403
compile_job_list              POST  in  405 405 405 405 405 405 405 405 405
compile_job_new               GET   in  405 405 405 405 405 405 405 405 405
compile_job_new               POST  in  403 403 403 302 403 403 403 403 403
compile_job_detail            GET   in  403 403 403 200 403 403 403 403 403
compile_job_detail            POST  in  405 405 405 405 405 405 405 405 405
compile_job_progress          GET   in  403 403 403 200 403 403 403 403 403
compile_job_progress          POST  in  405 405 405 405 405 405 405 405 405
compile_job_download          GET   in  403 403 403 302 403 403 403 403 403
compile_job_download          POST  in  405 405 405 405 405 405 405 405 405
compile_job_retry             GET   in  405 405 405 405 405 405 405 405 405
compile_job_retry             POST  in  403 403 403 302 403 403 403 403 403

# After 18:00
special_case_list             GET   in  403 403 403 200 200 403 403 403 403
special_case_list             POST  in  405 405 405 405 405 405 405 405 405
extension_new                 GET   in  403 403 404 200 403 403 404 404 404
extension_new                 POST  in  403 403 404 422 403 403 404 404 404
extension_revoke              GET   in  405 405 405 405 405 405 405 405 405
extension_revoke              POST  in  403 403 404 302 403 403 404 404 404
filing_not_required           GET   in  405 405 405 405 405 405 405 405 405
filing_not_required           POST  in  403 403 404 302 403 403 404 404 404
filing_required               GET   in  405 405 405 405 405 405 405 405 405
filing_required               POST  in  403 403 404 302 403 403 404 404 404
filing_on_behalf              GET   in  405 405 405 405 405 405 405 405 405
filing_on_behalf              POST  in  403 403 404 302 403 403 404 404 404
filing_on_behalf_end          GET   in  405 405 405 405 405 405 405 405 405
filing_on_behalf_end          POST  in  403 403 404 302 403 403 404 404 404
revision_compare              GET   in  200 200 404 200 200 200 404 404 404
revision_compare              POST  in  405 405 405 405 405 405 405 405 405
amendment_new                 GET   in  200 200 404 403 403 403 404 404 404
amendment_new                 POST  in  422 422 404 403 403 403 404 404 404
amendment_detail              GET   in  200 200 404 200 200 200 404 404 404
amendment_detail              POST  in  405 405 405 405 405 405 405 405 405
amendment_renew               GET   in  405 405 405 405 405 405 405 405 405
amendment_renew               POST  in  302 302 404 403 403 403 404 404 404
amendment_withdraw            GET   in  405 405 405 405 405 405 405 405 405
amendment_withdraw            POST  in  302 302 404 403 403 403 404 404 404
amendment_approve             GET   in  405 405 405 405 405 405 405 405 405
amendment_approve             POST  in  403 403 404 302 403 403 404 404 404
amendment_refuse              GET   in  405 405 405 405 405 405 405 405 405
amendment_refuse              POST  in  403 403 404 302 403 403 404 404 404
compile_job_compare           GET   in  403 403 403 200 403 403 403 403 403
compile_job_compare           POST  in  405 405 405 405 405 405 405 405 405

# People and settings
college_list                  GET   in  403 403 403 200 403 200 403 403 403
college_list                  POST  in  405 405 405 405 405 405 405 405 405
college_new                   GET   in  405 405 405 405 405 405 405 405 405
college_new                   POST  in  403 403 403 403 403 422 403 403 403
college_edit                  GET   in  403 403 403 403 403 200 403 403 403
college_edit                  POST  in  403 403 403 403 403 422 403 403 403
college_shift                 GET   in  405 405 405 405 405 405 405 405 405
college_shift                 POST  in  403 403 403 403 403 302 403 403 403
college_disable               GET   in  405 405 405 405 405 405 405 405 405
college_disable               POST  in  403 403 403 403 403 302 403 403 403
college_enable                GET   in  405 405 405 405 405 405 405 405 405
college_enable                POST  in  403 403 403 403 403 302 403 403 403
department_list               GET   in  403 403 403 403 403 200 403 403 403
department_list               POST  in  405 405 405 405 405 405 405 405 405
department_new                GET   in  405 405 405 405 405 405 405 405 405
department_new                POST  in  403 403 403 403 403 422 403 403 403
department_rename             GET   in  405 405 405 405 405 405 405 405 405
department_rename             POST  in  403 403 403 403 403 422 403 403 403
people_import                 GET   in  403 403 403 403 403 200 403 403 403
people_import                 POST  in  403 403 403 403 403 422 403 403 403
people_template               GET   in  403 403 403 403 403 200 403 403 403
people_template               POST  in  405 405 405 405 405 405 405 405 405
headcount_import              GET   in  403 403 403 200 403 200 403 403 403
headcount_import              POST  in  403 403 403 422 403 422 403 403 403
headcount_template            GET   in  403 403 403 200 403 200 403 403 403
headcount_template            POST  in  405 405 405 405 405 405 405 405 405
college_profile               GET   in  200 200 200 404 404 404 404 404 404
college_profile               POST  in  302 302 302 404 404 404 404 404 404
profile_list                  GET   in  403 403 403 200 200 200 403 403 403
profile_list                  POST  in  405 405 405 405 405 405 405 405 405
person_edit                   GET   in  403 403 403 403 403 200 403 403 403
person_edit                   POST  in  403 403 403 403 403 422 403 403 403
membership_new                GET   in  405 405 405 405 405 405 405 405 405
membership_new                POST  in  403 403 403 403 403 422 403 403 403
membership_end                GET   in  405 405 405 405 405 405 405 405 405
membership_end                POST  in  403 403 403 403 403 302 403 403 403
membership_move               GET   in  405 405 405 405 405 405 405 405 405
membership_move               POST  in  403 403 403 403 403 302 403 403 403
delegation_list               GET   in  403 200 403 200 403 403 403 403 403
delegation_list               POST  in  405 405 405 405 405 405 405 405 405
delegation_new                GET   in  405 405 405 405 405 405 405 405 405
delegation_new                POST  in  403 422 403 302 403 403 403 403 403
delegation_revoke             GET   in  405 405 405 405 405 405 405 405 405
delegation_revoke             POST  in  403 302 404 302 404 404 404 404 404
college_paste                 GET   in  403 403 403 403 403 302 403 403 403
college_paste                 POST  in  403 403 403 403 403 200 403 403 403
college_accounts              GET   in  405 405 405 405 405 405 405 405 405
college_accounts              POST  in  403 403 403 403 403 302 403 403 403
setup                         GET   in  403 403 403 403 403 200 403 403 403
setup                         POST  in  405 405 405 405 405 405 405 405 405
edition_load                  GET   in  403 403 403 403 403 302 403 403 403
edition_load                  POST  in  403 403 403 403 403 200 403 403 403
person_list                   GET   in  403 403 403 403 403 200 403 403 403
person_list                   POST  in  405 405 405 405 405 405 405 405 405
person_new                    GET   in  403 403 403 403 403 200 403 403 403
person_new                    POST  in  403 403 403 403 403 200 403 403 403
person_slips                  GET   in  403 403 403 403 403 200 403 403 403
person_slips                  POST  in  405 405 405 405 405 405 405 405 405
person_invite                 GET   in  405 405 405 405 405 405 405 405 405
person_invite                 POST  in  403 403 403 403 403 302 403 403 403
person_disable                GET   in  405 405 405 405 405 405 405 405 405
person_disable                POST  in  403 403 403 403 403 302 403 403 403
person_enable                 GET   in  405 405 405 405 405 405 405 405 405
person_enable                 POST  in  403 403 403 403 403 302 403 403 403
audit_list                    GET   in  403 403 403 403 403 403 200 403 403
audit_list                    POST  in  405 405 405 405 405 405 405 405 405
audit_verify                  GET   in  405 405 405 405 405 405 405 405 405
audit_verify                  POST  in  403 403 403 403 403 403 302 403 403
audit_export                  GET   in  403 403 403 403 403 403 200 403 403
audit_export                  POST  in  405 405 405 405 405 405 405 405 405
"""

METHODS = ("GET", "POST")


def rows(table=TABLE):
    """{(name, method): {role: expected answer}}."""
    expected = {}
    for line in table.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        name, *rest = line.split()
        methods = [rest.pop(0)] if rest[0] in METHODS else METHODS
        for method in methods:
            expected[name, method] = dict(zip(ROLES, rest, strict=True))
    return expected
