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

# Calendars and posters for everybody
activity_poster               GET   200 200 200 200 200 200 200 200 200 200
activity_poster               POST  405 405 405 405 405 405 405 405 405 405
activity_card                 GET   200 200 200 200 200 200 200 200 200 200
activity_card                 POST  405 405 405 405 405 405 405 405 405 405
activity_qr                   GET   200 200 200 200 200 200 200 200 200 200
activity_qr                   POST  405 405 405 405 405 405 405 405 405 405
week_card                     GET   200 200 200 200 200 200 200 200 200 200
week_card                     POST  405 405 405 405 405 405 405 405 405 405
day_card                      GET   200 200 200 200 200 200 200 200 200 200
day_card                      POST  405 405 405 405 405 405 405 405 405 405
week_poster                   GET   200 200 200 200 200 200 200 200 200 200
week_poster                   POST  405 405 405 405 405 405 405 405 405 405
week_qr                       GET   200 200 200 200 200 200 200 200 200 200
week_qr                       POST  405 405 405 405 405 405 405 405 405 405
day_poster                    GET   200 200 200 200 200 200 200 200 200 200
day_poster                    POST  405 405 405 405 405 405 405 405 405 405
day_qr                        GET   200 200 200 200 200 200 200 200 200 200
day_qr                        POST  405 405 405 405 405 405 405 405 405 405
calendar_feed                 GET   200 200 200 200 200 200 200 200 200 200
calendar_feed                 POST  405 405 405 405 405 405 405 405 405 405
day_calendar                  GET   200 200 200 200 200 200 200 200 200 200
day_calendar                  POST  405 405 405 405 405 405 405 405 405 405
college_calendar              GET   200 200 200 200 200 200 200 200 200 200
college_calendar              POST  405 405 405 405 405 405 405 405 405 405
activity_calendar             GET   200 200 200 200 200 200 200 200 200 200
activity_calendar             POST  405 405 405 405 405 405 405 405 405 405

# The public site
public_home                   GET   200 200 200 200 200 200 200 200 200 200
public_home                   POST  405 405 405 405 405 405 405 405 405 405
public_programme              GET   200 200 200 200 200 200 200 200 200 200
public_programme              POST  405 405 405 405 405 405 405 405 405 405
public_activity               GET   200 200 200 200 200 200 200 200 200 200
public_activity               POST  405 405 405 405 405 405 405 405 405 405
public_college                GET   200 200 200 200 200 200 200 200 200 200
public_college                POST  405 405 405 405 405 405 405 405 405 405
public_about                  GET   200 200 200 200 200 200 200 200 200 200
public_about                  POST  405 405 405 405 405 405 405 405 405 405
public_news                   GET   200 200 200 200 200 200 200 200 200 200
public_news                   POST  405 405 405 405 405 405 405 405 405 405
public_article                GET   200 200 200 200 200 200 200 200 200 200
public_article                POST  405 405 405 405 405 405 405 405 405 405
public_gallery                GET   200 200 200 200 200 200 200 200 200 200
public_gallery                POST  405 405 405 405 405 405 405 405 405 405
public_picture                GET   200 200 200 200 200 200 200 200 200 200
public_picture                POST  405 405 405 405 405 405 405 405 405 405
public_numbers                GET   200 200 200 200 200 200 200 200 200 200
public_numbers                POST  405 405 405 405 405 405 405 405 405 405
public_announcement           GET   200 200 200 200 200 200 200 200 200 200
public_announcement           POST  405 405 405 405 405 405 405 405 405 405
certificate_find              GET   200 200 200 200 200 200 200 200 200 200
certificate_find              POST  405 405 405 405 405 405 405 405 405 405
certificate_check             GET   200 200 200 200 200 200 200 200 200 200
certificate_check             POST  405 405 405 405 405 405 405 405 405 405
public_winners                GET   200 200 200 200 200 200 200 200 200 200
public_winners                POST  405 405 405 405 405 405 405 405 405 405
public_honours                GET   404 404 404 404 404 404 404 404 404 404
public_honours                POST  405 405 405 405 405 405 405 405 405 405
public_embed                  GET   200 200 200 200 200 200 200 200 200 200
public_embed                  POST  405 405 405 405 405 405 405 405 405 405
public_sitemap                GET   200 200 200 200 200 200 200 200 200 200
public_sitemap                POST  405 405 405 405 405 405 405 405 405 405
robots                        GET   200 200 200 200 200 200 200 200 200 200
robots                        POST  405 405 405 405 405 405 405 405 405 405

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
home                          GET   200 302 302 302 302 302 302 302 302 302
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
result_list                   GET   in  200 200 200 404 404 404 404 200 404
result_list                   POST  in  405 405 405 405 405 405 405 405 405
result_board                  GET   in  403 403 403 200 200 403 403 403 403
result_board                  POST  in  405 405 405 405 405 405 405 405 405
result_edit                   GET   in  200 200 404 403 403 403 404 404 404
result_edit                   POST  in  422 422 404 403 403 403 404 404 404
result_draft_save             GET   in  405 405 405 405 405 405 405 405 405
result_draft_save             POST  in  422 422 404 403 403 403 404 404 404
result_draft_delete           GET   in  405 405 405 405 405 405 405 405 405
result_draft_delete           POST  in  302 302 404 403 403 403 404 404 404
statistics_form               GET   in  200 200 200 404 404 404 404 200 404
statistics_form               POST  in  405 405 405 405 405 405 405 405 405
statistics_export             GET   in  200 200 200 404 404 404 404 200 404
statistics_export             POST  in  405 405 405 405 405 405 405 405 405
statistics_rows               GET   in  200 200 200 200 200 404 404 200 404
statistics_rows               POST  in  405 405 405 405 405 405 405 405 405
statistics_entry              GET   in  200 200 200 404 404 404 404 404 404
statistics_entry              POST  in  422 422 422 404 404 404 404 404 404
statistics_draft_save         GET   in  405 405 405 405 405 405 405 405 405
statistics_draft_save         POST  in  422 422 422 404 404 404 404 404 404
statistics_draft_delete       GET   in  405 405 405 405 405 405 405 405 405
statistics_draft_delete       POST  in  302 302 302 404 404 404 404 404 404
statistics_board              GET   in  403 403 403 200 200 403 403 403 403
statistics_board              POST  in  405 405 405 405 405 405 405 405 405
statistics_board_export       GET   in  403 403 403 200 200 403 403 403 403
statistics_board_export       POST  in  405 405 405 405 405 405 405 405 405
summary_report                GET   in  200 200 200 404 404 404 404 404 404
summary_report                POST  in  405 405 405 405 405 405 405 405 405
summary_draft                 GET   in  200 200 200 404 404 404 404 404 404
summary_draft                 POST  in  405 405 405 405 405 405 405 405 405
summary_upload                GET   in  405 405 405 405 405 405 405 405 405
summary_upload                POST  in  422 422 422 404 404 404 404 404 404
summary_adopt                 GET   in  405 405 405 405 405 405 405 405 405
summary_adopt                 POST  in  302 302 302 404 404 404 404 404 404
summary_file                  GET   in  200 200 404 200 200 200 404 404 404
summary_file                  POST  in  405 405 405 405 405 405 405 405 405
summary_use                   GET   in  405 405 405 405 405 405 405 405 405
summary_use                   POST  in  302 302 404 403 403 403 404 404 404
summary_explain               GET   in  405 405 405 405 405 405 405 405 405
summary_explain               POST  in  302 302 404 403 403 403 404 404 404
summary_board                 GET   in  403 403 403 200 200 403 403 403 403
summary_board                 POST  in  405 405 405 405 405 405 405 405 405
summary_school_draft          GET   in  403 403 403 200 200 403 403 403 403
summary_school_draft          POST  in  405 405 405 405 405 405 405 405 405
dashboard                     GET   in  200 200 200 200 200 404 404 200 404
dashboard                     POST  in  405 405 405 405 405 405 405 405 405
dashboard_export              GET   in  200 200 200 200 200 404 404 200 404
dashboard_export              POST  in  405 405 405 405 405 405 405 405 405
bulletin                      GET   in  200 200 200 200 200 404 404 200 404
bulletin                      POST  in  405 405 405 405 405 405 405 405 405
bulletin_pdf                  GET   in  200 200 302 200 200 404 404 302 404
bulletin_pdf                  POST  in  405 405 405 405 405 405 405 405 405
partner_list                  GET   in  403 403 403 200 403 403 403 403 403
partner_list                  POST  in  405 405 405 405 405 405 405 405 405
partner_edit                  GET   in  405 405 405 405 405 405 405 405 405
partner_edit                  POST  in  403 403 403 302 403 403 403 403 403
partner_merge                 GET   in  405 405 405 405 405 405 405 405 405
partner_merge                 POST  in  403 403 403 302 403 403 403 403 403
partner_split                 GET   in  405 405 405 405 405 405 405 405 405
partner_split                 POST  in  403 403 403 302 403 403 403 403 403

edition_about                 GET   in  200 200 200 200 200 200 200 200 200
edition_about                 POST  in  405 405 405 405 405 405 405 405 405
edition_timeline              GET   in  200 200 200 200 200 200 200 200 200
edition_timeline              POST  in  405 405 405 405 405 405 405 405 405
document_download             GET   in  200 200 200 200 200 200 200 200 200
document_download             POST  in  405 405 405 405 405 405 405 405 405

# 稿件 and their three reviews; what nobody handed in is the unit's own
news_list                     GET   in  200 200 200 200 200 200 200 200 200
news_list                     POST  in  405 405 405 405 405 405 405 405 405
news_new                      GET   in  200 200 200 404 404 404 404 200 404
news_new                      POST  in  422 422 422 404 404 404 404 422 404
news_detail                   GET   in  200 200 404 200 200 200 404 404 404
news_detail                   POST  in  405 405 405 405 405 405 405 405 405
news_edit                     GET   in  200 200 404 403 403 403 404 404 404
news_edit                     POST  in  422 422 404 403 403 403 404 404 404
news_preview                  GET   in  405 405 405 405 405 405 405 405 405
news_preview                  POST  in  200 200 404 403 403 403 404 404 404
news_pictures                 GET   in  200 200 404 403 403 403 404 404 404
news_pictures                 POST  in  405 405 405 405 405 405 405 405 405
news_draft_save               GET   in  405 405 405 405 405 405 405 405 405
news_draft_save               POST  in  422 422 404 403 403 403 404 404 404
news_draft_delete             GET   in  405 405 405 405 405 405 405 405 405
news_draft_delete             POST  in  302 302 404 403 403 403 404 404 404
news_submit                   GET   in  405 405 405 405 405 405 405 405 405
news_submit                   POST  in  302 302 404 403 403 403 404 404 404
news_withdraw                 GET   in  405 405 405 405 405 405 405 405 405
news_withdraw                 POST  in  302 302 404 403 403 403 404 404 404
news_delete                   GET   in  405 405 405 405 405 405 405 405 405
news_delete                   POST  in  302 302 404 403 403 403 404 404 404
news_compare                  GET   in  200 200 404 200 200 200 404 404 404
news_compare                  POST  in  405 405 405 405 405 405 405 405 405
news_agree                    GET   in  405 405 405 405 405 405 405 405 405
news_agree                    POST  in  403 302 404 302 403 403 404 404 404
news_send_back                GET   in  405 405 405 405 405 405 405 405 405
news_send_back                POST  in  403 302 404 302 403 403 404 404 404
news_take_down                GET   in  405 405 405 405 405 405 405 405 405
news_take_down                POST  in  403 403 404 302 403 403 404 404 404

# 每日宣传主题素材
material_list                 GET   in  200 200 200 200 200 200 200 200 200
material_list                 POST  in  403 403 403 422 403 403 403 403 403
material_download             GET   in  200 200 200 200 200 200 200 200 200
material_download             POST  in  405 405 405 405 405 405 405 405 405
material_delete               GET   in  405 405 405 405 405 405 405 405 405
material_delete               POST  in  403 403 403 302 403 403 403 403 403

# 推送台账
mention_list                  GET   in  200 200 200 200 200 200 403 200 403
mention_list                  POST  in  405 405 405 405 405 405 405 405 405
mention_new                   GET   in  200 200 200 404 404 404 403 200 403
mention_new                   POST  in  422 422 422 404 404 404 403 422 403
mention_detail                GET   in  200 200 404 200 200 200 404 404 404
mention_detail                POST  in  405 405 405 405 405 405 405 405 405
mention_edit                  GET   in  302 302 404 302 403 403 404 404 404
mention_edit                  POST  in  422 422 404 422 403 403 404 404 404
mention_confirm               GET   in  405 405 405 405 405 405 405 405 405
mention_confirm               POST  in  403 403 404 302 403 403 404 404 404
mention_send_back             GET   in  405 405 405 405 405 405 405 405 405
mention_send_back             POST  in  403 403 404 302 403 403 404 404 404
mention_drop                  GET   in  405 405 405 405 405 405 405 405 405
mention_drop                  POST  in  302 302 404 302 403 403 404 404 404
mention_delete                GET   in  405 405 405 405 405 405 405 405 405
mention_delete                POST  in  302 302 404 302 403 403 404 404 404
mention_shot                  GET   in  200 200 404 200 200 200 404 404 404
mention_shot                  POST  in  405 405 405 405 405 405 405 405 405
mention_export                GET   in  200 200 200 200 200 200 403 200 403
mention_export                POST  in  405 405 405 405 405 405 405 405 405
news_docx                     GET   in  200 200 404 200 200 200 404 404 404
news_docx                     POST  in  405 405 405 405 405 405 405 405 405

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
requirement_collect            GET   in  405 405 405 405 405 405 405 405 405
requirement_collect            POST  in  403 403 403 302 403 302 403 403 403
requirement_by_mail            GET   in  405 405 405 405 405 405 405 405 405
requirement_by_mail            POST  in  403 403 403 302 403 302 403 403 403
edition_documents             GET   in  403 403 403 200 403 200 403 403 403
edition_documents             POST  in  403 403 403 422 403 422 403 403 403
document_publish              GET   in  405 405 405 405 405 405 405 405 405
document_publish              POST  in  403 403 403 302 403 302 403 403 403
document_unpublish            GET   in  405 405 405 405 405 405 405 405 405
document_unpublish            POST  in  403 403 403 302 403 302 403 403 403
public_document               GET   200 200 200 200 200 200 200 200 200 200
public_document               POST  405 405 405 405 405 405 405 405 405 405
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
poster_list                   GET   in  200 200 200 200 200 200 200 200 200
poster_list                   POST  in  405 405 405 405 405 405 405 405 405
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
outing_print                  GET   in  403 403 403 200 403 403 403 200 403
outing_print                  POST  in  405 405 405 405 405 405 405 405 405
outing_detail                 GET   in  200 200 404 200 200 200 404 404 404
outing_detail                 POST  in  405 405 405 405 405 405 405 405 405
outing_new                    GET   in  200 200 200 404 404 404 404 200 404
outing_new                    POST  in  404 404 404 404 404 404 404 404 404
outing_edit                   GET   in  200 200 404 403 403 403 404 404 404
outing_edit                   POST  in  422 422 404 403 403 403 404 404 404
outing_copy                   GET   in  405 405 405 405 405 405 405 405 405
outing_copy                   POST  in  302 302 404 403 403 403 404 404 404
outing_draft_save             GET   in  405 405 405 405 405 405 405 405 405
outing_draft_save             POST  in  422 422 404 403 403 403 404 404 404
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
outing_people_draft_save      GET   in  405 405 405 405 405 405 405 405 405
outing_people_draft_save      POST  in  200 200 404 403 403 403 404 404 404
outing_people_draft_delete    GET   in  405 405 405 405 405 405 405 405 405
outing_people_draft_delete    POST  in  302 302 404 403 403 403 404 404 404
outing_people_template        GET   in  200 200 200 200 200 200 200 200 200
outing_people_template        POST  in  405 405 405 405 405 405 405 405 405
outing_files                  GET   in  200 200 404 200 200 200 404 404 404
outing_files                  POST  in  422 422 404 403 403 403 404 404 404
attachment_download           GET   in  200 200 404 200 200 200 404 404 404
attachment_download           POST  in  405 405 405 405 405 405 405 405 405
attachment_delete             GET   in  405 405 405 405 405 405 405 405 405
attachment_delete             POST  in  302 302 404 403 403 403 404 404 404

# Files on their way in; who asks without tus is told what is spoken there
upload_new                    GET   in  200 200 200 404 404 404 404 200 404
upload_new                    POST  in  422 422 422 404 404 404 404 422 404
upload_list                   GET   in  405 405 405 405 405 405 405 405 405
upload_list                   POST  in  412 412 412 412 412 412 412 412 412
upload_detail                 GET   in  405 405 405 405 405 405 405 405 405
upload_detail                 POST  in  412 404 404 404 404 404 404 404 404

# Packages of what was approved
package_list                  GET   in  200 200 200 200 403 403 403 200 403
package_list                  POST  in  405 405 405 405 405 405 405 405 405
package_new                   GET   in  405 405 405 405 405 405 405 405 405
package_new                   POST  in  302 302 302 302 403 403 403 302 403
package_detail                GET   in  200 200 404 200 404 404 404 404 404
package_detail                POST  in  405 405 405 405 405 405 405 405 405
package_download              GET   in  302 302 404 302 404 404 404 404 404
package_download              POST  in  405 405 405 405 405 405 405 405 405
package_retry                 GET   in  405 405 405 405 405 405 405 405 405
package_retry                 POST  in  302 302 404 302 404 404 404 404 404
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

# Media
media_list                    GET   in  200 200 200 200 200 200 200 200 200
media_list                    POST  in  405 405 405 405 405 405 405 405 405
media_arriving                GET   in  200 200 200 200 200 200 200 200 200
media_arriving                POST  in  405 405 405 405 405 405 405 405 405
media_retry                   GET   in  405 405 405 405 405 405 405 405 405
media_retry                   POST  in  302 302 302 302 403 403 403 302 403
media_refusals_clear          GET   in  405 405 405 405 405 405 405 405 405
media_refusals_clear          POST  in  302 302 302 302 302 302 302 302 302
media_many                    GET   in  405 405 405 405 405 405 405 405 405
media_many                    POST  in  422 422 422 403 403 403 403 422 403
media_repeats                 GET   in  405 405 405 405 405 405 405 405 405
media_repeats                 POST  in  302 302 302 403 403 403 403 302 403
media_detail                  GET   in  200 200 404 200 200 200 404 404 404
media_detail                  POST  in  405 405 405 405 405 405 405 405 405
media_edit                    GET   in  405 405 405 405 405 405 405 405 405
media_edit                    POST  in  422 422 404 403 403 403 404 404 404
media_delete                  GET   in  405 405 405 405 405 405 405 405 405
media_delete                  POST  in  302 302 404 403 403 403 404 404 404
media_withdraw                GET   in  405 405 405 405 405 405 405 405 405
media_withdraw                POST  in  302 302 404 302 403 403 404 404 404
media_consent                 GET   in  302 302 404 302 403 403 404 404 404
media_consent                 POST  in  405 405 405 405 405 405 405 405 405
media_consent_add             GET   in  405 405 405 405 405 405 405 405 405
media_consent_add             POST  in  422 422 404 403 403 403 404 404 404
media_original                GET   in  200 200 404 200 403 403 404 404 404
media_original                POST  in  405 405 405 405 405 405 405 405 405
media_copy                    GET   in  200 200 404 200 200 200 404 404 404
media_copy                    POST  in  405 405 405 405 405 405 405 405 405
media_public                  GET   404 404 404 404 404 404 404 404 404 404
media_public                  POST  405 405 405 405 405 405 405 405 405 405
media_review                  GET   in  403 403 403 200 403 403 403 403 403
media_review                  POST  in  405 405 405 405 405 405 405 405 405
media_review_many             GET   in  405 405 405 405 405 405 405 405 405
media_review_many             POST  in  403 403 403 302 403 403 403 403 403
media_twins                   GET   in  403 403 403 200 403 403 403 403 403
media_twins                   POST  in  405 405 405 405 405 405 405 405 405
media_approve                 GET   in  405 405 405 405 405 405 405 405 405
media_approve                 POST  in  403 403 404 302 403 403 404 404 404
media_hide                    GET   in  405 405 405 405 405 405 405 405 405
media_hide                    POST  in  403 403 404 302 403 403 404 404 404
media_ask                     GET   in  405 405 405 405 405 405 405 405 405
media_ask                     POST  in  403 403 404 302 403 403 404 404 404
media_pick                    GET   in  405 405 405 405 405 405 405 405 405
media_pick                    POST  in  403 403 404 302 403 403 404 404 404
media_unpick                  GET   in  405 405 405 405 405 405 405 405 405
media_unpick                  POST  in  403 403 404 302 403 403 404 404 404
media_minors                  GET   in  405 405 405 405 405 405 405 405 405
media_minors                  POST  in  403 403 404 302 403 403 404 404 404
media_part                    GET   in  405 405 405 405 405 405 405 405 405
media_part                    POST  in  403 403 404 302 403 403 404 404 404

# Showcase
showcase                      GET   in  200 200 200 200 200 200 200 200 200
showcase                      POST  in  405 405 405 405 405 405 405 405 405
booth_need                    GET   in  200 200 200 404 404 404 404 404 404
booth_need                    POST  in  405 405 405 405 405 405 405 405 405
booth_need_edit               GET   in  200 200 200 404 404 404 404 404 404
booth_need_edit               POST  in  422 422 422 404 404 404 404 404 404
booth_need_draft_save         GET   in  405 405 405 405 405 405 405 405 405
booth_need_draft_save         POST  in  422 422 422 404 404 404 404 404 404
booth_need_draft_delete       GET   in  405 405 405 405 405 405 405 405 405
booth_need_draft_delete       POST  in  302 302 302 404 404 404 404 404 404
booth_need_list               GET   in  403 403 403 200 200 200 403 403 403
booth_need_list               POST  in  405 405 405 405 405 405 405 405 405
booth_need_export             GET   in  403 403 403 200 403 403 403 403 403
booth_need_export             POST  in  405 405 405 405 405 405 405 405 405
booth_need_remind             GET   in  405 405 405 405 405 405 405 405 405
booth_need_remind             POST  in  403 403 403 302 403 403 403 403 403
# The showcase for everybody
showcase_plan                 GET   200 200 200 200 200 200 200 200 200 200
showcase_plan                 POST  405 405 405 405 405 405 405 405 405 405
plan_backdrop                 GET   404 404 404 404 404 404 404 404 404 404
plan_backdrop                 POST  405 405 405 405 405 405 405 405 405 405
booth_board                   GET   in  403 403 403 200 403 403 403 403 403
booth_board                   POST  in  405 405 405 405 405 405 405 405 405
booth_propose                 GET   in  403 403 403 200 403 403 403 403 403
booth_propose                 POST  in  403 403 403 302 403 403 403 403 403
booth_give                    GET   in  405 405 405 405 405 405 405 405 405
booth_give                    POST  in  403 403 403 302 403 403 403 403 403
booth_clear                   GET   in  405 405 405 405 405 405 405 405 405
booth_clear                   POST  in  403 403 403 302 403 403 403 403 403
booth_pin                     GET   in  405 405 405 405 405 405 405 405 405
booth_pin                     POST  in  403 403 403 302 403 403 403 403 403
booth_swap                    GET   in  405 405 405 405 405 405 405 405 405
booth_swap                    POST  in  403 403 403 302 403 403 403 403 403
lot_draw                      GET   in  405 405 405 405 405 405 405 405 405
lot_draw                      POST  in  403 403 403 302 403 403 403 403 403
lot_detail                    GET   200 200 200 200 200 200 200 200 200 200
lot_detail                    POST  405 405 405 405 405 405 405 405 405 405
plan_release                  GET   in  403 403 403 200 403 403 403 403 403
plan_release                  POST  in  403 403 403 302 403 403 403 403 403
release_list                  GET   in  403 403 403 200 403 403 403 403 403
release_list                  POST  in  405 405 405 405 405 405 405 405 405
release_detail                GET   in  200 200 200 200 200 200 200 200 200
release_detail                POST  in  405 405 405 405 405 405 405 405 405
release_restore               GET   in  405 405 405 405 405 405 405 405 405
release_restore               POST  in  403 403 403 302 403 403 403 403 403
backup_plan_list              GET   in  403 403 403 200 403 403 403 403 403
backup_plan_list              POST  in  405 405 405 405 405 405 405 405 405
backup_plan_new               GET   in  403 403 403 200 403 403 403 403 403
backup_plan_new               POST  in  403 403 403 422 403 403 403 403 403
backup_plan_edit              GET   in  403 403 403 200 403 403 403 403 403
backup_plan_edit              POST  in  403 403 403 422 403 403 403 403 403
backup_plan_delete            GET   in  405 405 405 405 405 405 405 405 405
backup_plan_delete            POST  in  403 403 403 302 403 403 403 403 403
backup_plan_switch            GET   in  403 403 403 200 403 403 403 403 403
backup_plan_switch            POST  in  403 403 403 302 403 403 403 403 403
switch_detail                 GET   in  404 404 404 200 200 404 404 404 404
switch_detail                 POST  in  405 405 405 405 405 405 405 405 405
switch_undo                   GET   in  405 405 405 405 405 405 405 405 405
switch_undo                   POST  in  404 404 404 302 403 404 404 404 404
booth_checkin                 GET   200 200 200 200 200 200 200 200 200 200
booth_checkin                 POST  200 302 302 403 302 403 403 403 403 403
showcase_board                GET   in  403 403 403 200 200 403 403 200 200
showcase_board                POST  in  405 405 405 405 405 405 405 405 405
booth_arrive                  GET   in  405 405 405 405 405 405 405 405 405
booth_arrive                  POST  in  403 403 403 302 403 403 403 403 403
arrival_delete                GET   in  405 405 405 405 405 405 405 405 405
arrival_delete                POST  in  403 403 403 302 403 403 403 403 403
booth_score_list              GET   in  403 403 403 200 403 403 403 403 200
booth_score_list              POST  in  405 405 405 405 405 405 405 405 405
booth_score                   GET   in  403 403 403 403 403 403 403 403 200
booth_score                   POST  in  403 403 403 403 403 403 403 403 422
release_pdf                   GET   in  200 200 200 200 200 200 200 200 200
release_pdf                   POST  in  405 405 405 405 405 405 405 405 405
release_png                   GET   in  200 200 200 200 200 200 200 200 200
release_png                   POST  in  405 405 405 405 405 405 405 405 405
plan_preview                  GET   in  403 403 403 200 403 403 403 403 403
plan_preview                  POST  in  405 405 405 405 405 405 405 405 405
booth_cards                   GET   in  403 403 403 200 403 403 403 403 403
booth_cards                   POST  in  405 405 405 405 405 405 405 405 405

# Work lists of the supporting offices
work_list                     GET   in  403 403 403 200 200 403 403 200 403
work_list                     POST  in  405 405 405 405 405 405 405 405 405
work_item                     GET   in  403 403 403 200 200 403 403 200 403
work_item                     POST  in  405 405 405 405 405 405 405 405 405
work_sheet                    GET   in  403 403 403 200 200 403 403 200 403
work_sheet                    POST  in  405 405 405 405 405 405 405 405 405
work_print                    GET   in  403 403 403 200 200 403 403 200 403
work_print                    POST  in  405 405 405 405 405 405 405 405 405
work_question_list            GET   in  200 200 200 200 200 200 200 200 200
work_question_list            POST  in  405 405 405 405 405 405 405 405 405
work_mark_confirm             GET   in  405 405 405 405 405 405 405 405 405
work_mark_confirm             POST  in  403 403 403 403 403 403 403 302 403
work_mark_done                GET   in  405 405 405 405 405 405 405 405 405
work_mark_done                POST  in  403 403 403 403 403 403 403 302 403
work_mark_ask                 GET   in  405 405 405 405 405 405 405 405 405
work_mark_ask                 POST  in  403 403 403 403 403 403 403 302 403
work_mark_answer              GET   in  405 405 405 405 405 405 405 405 405
work_mark_answer              POST  in  302 302 404 403 403 404 404 403 404

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
receipt_rows                  GET   in  200 200 404 200 200 200 404 404 404
receipt_rows                  POST  in  405 405 405 405 405 405 405 405 405

# The plan of the showcase
plan_list                     GET   in  403 403 403 200 403 403 403 403 403
plan_list                     POST  in  405 405 405 405 405 405 405 405 405
plan_new                      GET   in  403 403 403 200 403 403 403 403 403
plan_new                      POST  in  403 403 403 422 403 403 403 403 403
plan_limits                   GET   in  403 403 403 200 403 403 403 403 403
plan_limits                   POST  in  403 403 403 422 403 403 403 403 403
plan_draw                     GET   in  403 403 403 200 403 403 403 403 403
plan_draw                     POST  in  405 405 405 405 405 405 405 405 405
plan_save                     GET   in  405 405 405 405 405 405 405 405 405
plan_save                     POST  in  403 403 403 422 403 403 403 403 403
plan_check                    GET   in  405 405 405 405 405 405 405 405 405
plan_check                    POST  in  403 403 403 200 403 403 403 403 403
plan_picture                  GET   in  403 403 403 200 403 403 403 403 403
plan_picture                  POST  in  403 403 403 422 403 403 403 403 403
plan_picture_show             GET   in  403 403 403 200 403 403 403 403 403
plan_picture_show             POST  in  405 405 405 405 405 405 405 405 405
plan_delete                   GET   in  405 405 405 405 405 405 405 405 405
plan_delete                   POST  in  403 403 403 302 403 403 403 403 403

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
delegation_list               GET   in  403 200 403 200 200 200 403 200 403
delegation_list               POST  in  405 405 405 405 405 405 405 405 405
delegation_new                GET   in  405 405 405 405 405 405 405 405 405
delegation_new                POST  in  403 422 403 422 422 403 403 422 403
delegation_revoke             GET   in  405 405 405 405 405 405 405 405 405
delegation_revoke             POST  in  403 302 404 302 404 302 404 404 404
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

# Awards: 公示, objections, certificates
announcement                  GET   in  200 200 200 200 200 200 200 200 200
announcement                  POST  in  405 405 405 405 405 405 405 405 405
announcement_new              GET   in  405 405 405 405 405 405 405 405 405
announcement_new              POST  in  403 403 403 302 403 403 403 403 403
announcement_edit             GET   in  403 403 403 302 403 403 403 403 403
announcement_edit             POST  in  403 403 403 302 403 403 403 403 403
announcement_print            GET   in  200 200 200 200 200 200 200 200 200
announcement_print            POST  in  405 405 405 405 405 405 405 405 405
announcement_publish          GET   in  405 405 405 405 405 405 405 405 405
announcement_publish          POST  in  403 403 403 302 403 403 403 403 403
announcement_take_down        GET   in  405 405 405 405 405 405 405 405 405
announcement_take_down        POST  in  403 403 403 302 403 403 403 403 403
announcement_end              GET   in  405 405 405 405 405 405 405 405 405
announcement_end              POST  in  403 403 403 302 403 403 403 403 403
objection_new                 GET   in  200 200 200 200 403 403 403 403 403
objection_new                 POST  in  422 422 422 422 403 403 403 403 403
objection_detail              GET   in  200 200 404 200 200 404 404 404 404
objection_detail              POST  in  405 405 405 405 405 405 405 405 405
objection_reject              GET   in  405 405 405 405 405 405 405 405 405
objection_reject              POST  in  403 403 404 302 403 404 404 404 404
objection_sustain             GET   in  405 405 405 405 405 405 405 405 405
objection_sustain             POST  in  403 403 404 302 403 404 404 404 404
objection_withdraw            GET   in  405 405 405 405 405 405 405 405 405
objection_withdraw            POST  in  302 302 404 403 403 404 404 404 404
certificate_job_new           GET   in  405 405 405 405 405 405 405 405 405
certificate_job_new           POST  in  403 403 403 302 403 403 403 403 403
certificate_job_check         GET   in  403 403 403 200 403 403 403 403 403
certificate_job_check         POST  in  405 405 405 405 405 405 405 405 405
certificate_job_retry         GET   in  405 405 405 405 405 405 405 405 405
certificate_job_retry         POST  in  403 403 403 302 403 403 403 403 403
certificate_pdf               GET   in  200 200 404 200 200 404 404 404 404
certificate_pdf               POST  in  405 405 405 405 405 405 405 405 405
certificate_png               GET   in  200 200 404 200 200 404 404 404 404
certificate_png               POST  in  405 405 405 405 405 405 405 405 405
certificate_revoke            GET   in  405 405 405 405 405 405 405 405 405
certificate_revoke            POST  in  403 403 404 302 403 404 404 404 404
certificate_restore           GET   in  405 405 405 405 405 405 405 405 405
certificate_restore           POST  in  403 403 404 302 403 404 404 404 404

audit_list                    GET   in  403 403 403 403 403 403 200 403 403
audit_list                    POST  in  405 405 405 405 405 405 405 405 405
audit_verify                  GET   in  405 405 405 405 405 405 405 405 405
audit_verify                  POST  in  403 403 403 403 403 403 302 403 403
audit_export                  GET   in  403 403 403 403 403 403 200 403 403
audit_export                  POST  in  405 405 405 405 405 405 405 405 405

# 优秀组织奖: the stage's award is on public notice, so that each college reads its own points
award_detail                  GET   in  403 403 403 200 200 403 403 403 403
award_detail                  POST  in  405 405 405 405 405 405 405 405 405
award_rubric                  GET   in  200 200 200 200 200 200 200 200 200
award_rubric                  POST  in  405 405 405 405 405 405 405 405 405
award_rubric_edit                   in  403 403 403 302 403 403 403 403 403
award_what_if                 GET   in  403 403 403 302 403 403 403 403 403
award_what_if                 POST  in  405 405 405 405 405 405 405 405 405
award_export                  GET   in  403 403 403 200 403 403 403 403 403
award_export                  POST  in  405 405 405 405 405 405 405 405 405
award_sheet_list              GET   in  403 403 403 403 403 403 403 403 200
award_sheet_list              POST  in  405 405 405 405 405 405 405 405 405
award_sheet                   GET   in  403 403 403 403 403 403 403 403 200
award_sheet                   POST  in  403 403 403 403 403 403 403 403 422
award_report                  GET   in  403 403 403 403 403 403 403 403 404
award_report                  POST  in  405 405 405 405 405 405 405 405 405
award_sheet_draft             GET   in  405 405 405 405 405 405 405 405 405
award_sheet_draft             POST  in  403 403 403 403 403 403 403 403 302
award_own                     GET   in  302 302 302 404 404 404 404 404 404
award_own                     POST  in  405 405 405 405 405 405 405 405 405
award_place                   GET   in  200 200 404 200 200 404 404 404 404
award_place                   POST  in  405 405 405 405 405 405 405 405 405
award_prepare                 GET   in  405 405 405 405 405 405 405 405 405
award_prepare                 POST  in  403 403 403 302 403 403 403 403 403
award_start                   GET   in  405 405 405 405 405 405 405 405 405
award_start                   POST  in  403 403 403 302 403 403 403 403 403
award_stop                    GET   in  405 405 405 405 405 405 405 405 405
award_stop                    POST  in  403 403 403 302 403 403 403 403 403
award_close                   GET   in  405 405 405 405 405 405 405 405 405
award_close                   POST  in  403 403 403 302 403 403 403 403 403
award_reread                  GET   in  405 405 405 405 405 405 405 405 405
award_reread                  POST  in  403 403 403 302 403 403 403 403 403
award_confirm                 GET   in  405 405 405 405 405 405 405 405 405
award_confirm                 POST  in  403 403 403 302 403 403 403 403 403
award_take_back               GET   in  405 405 405 405 405 405 405 405 405
award_take_back               POST  in  403 403 403 302 403 403 403 403 403
award_show                    GET   in  405 405 405 405 405 405 405 405 405
award_show                    POST  in  403 403 403 302 403 403 403 403 403
award_hide                    GET   in  405 405 405 405 405 405 405 405 405
award_hide                    POST  in  403 403 403 302 403 403 403 403 403
award_veto                    GET   in  405 405 405 405 405 405 405 405 405
award_veto                    POST  in  403 403 403 302 403 403 403 403 403
award_decide                  GET   in  405 405 405 405 405 405 405 405 405
award_decide                  POST  in  403 403 403 302 403 403 403 403 403
veto_withdraw                 GET   in  405 405 405 405 405 405 405 405 405
veto_withdraw                 POST  in  403 403 403 302 403 403 403 403 403
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
