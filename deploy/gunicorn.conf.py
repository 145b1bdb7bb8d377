"""gunicorn for both ways of running; docs/operation.md says which when."""

import os

from vocweek.environment import number

# Slow phones must not stop the portal: threads when nothing stands in front. Behind a proxy
# that buffers requests set GUNICORN_CLASS=sync, which measured faster.
worker_class = os.environ.get("GUNICORN_CLASS", "gthread")
workers = number("WEB_WORKERS", 2, least=1, most=64)
threads = 8
bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
timeout = 60
graceful_timeout = 3
keepalive = 5
preload_app = True
max_requests = 5000
max_requests_jitter = 500
limit_request_line = 8190
limit_request_fields = 60
limit_request_field_size = 8190
accesslog = None
loglevel = "warning"
control_socket_disable = True
