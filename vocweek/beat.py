"""What the beat starts, and when."""

from celery.schedules import crontab

HALF_A_DAY = 12 * 3600.0

SCHEDULE = {
    "seal-audit-entries": {"task": "colleges.tasks.seal_audit_entries", "schedule": 20.0},
    "sweep-compile-jobs": {"task": "reports.tasks.sweep_compile_jobs", "schedule": 15.0},
    "sweep-certificate-jobs": {
        "task": "reports.tasks.sweep_certificate_jobs",
        "schedule": 15.0,
    },
    "sweep-media-jobs": {"task": "activities.tasks.sweep_media_jobs", "schedule": 15.0},
    "note-worker-alive": {"task": "vocweek.tasks.note_worker_alive", "schedule": 15.0},
    "send-due-reminders": {"task": "reports.tasks.send_due_reminders", "schedule": 60.0},
    "watch-outings": {"task": "activities.tasks.watch_outings", "schedule": 60.0},
    "remind-of-showcase": {"task": "activities.tasks.remind_of_showcase", "schedule": 60.0},
    "deliver-notices": {"task": "colleges.tasks.deliver_notices", "schedule": 20.0},
    # They end at midnight.
    "tell-of-ended-delegations": {
        "task": "colleges.tasks.tell_of_ended_delegations",
        "schedule": crontab(minute=1),
    },
    "check-audit-chain": {
        "task": "colleges.tasks.check_audit_chain",
        "schedule": crontab(hour=3, minute=20),
    },
    "purge-participants": {
        "task": "activities.tasks.purge_participants",
        "schedule": crontab(hour=3, minute=40),
    },
    "purge-uploads": {"task": "activities.tasks.purge_uploads", "schedule": 3600.0},
    "sweep-media-packages": {"task": "reports.tasks.sweep_media_packages", "schedule": 15.0},
    "purge-posters": {"task": "activities.tasks.purge_posters", "schedule": 3600.0},
    "purge-expired": {"task": "reports.tasks.purge_expired", "schedule": 3600.0},
    "clear-sessions": {"task": "vocweek.tasks.clear_expired_sessions", "schedule": 3600.0},
}
# What no worker took before its next turn is dropped: after an outage nothing piles up.
for entry in SCHEDULE.values():
    clock = entry["schedule"]
    entry["options"] = {"expires": clock if isinstance(clock, float) else HALF_A_DAY}
