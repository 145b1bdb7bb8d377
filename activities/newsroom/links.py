"""When two addresses are one report. Pure."""

from urllib.parse import parse_qsl, urlencode, urlsplit

# What sharing adds to an address without changing what it leads to.
SHARED = ("utm_", "spm", "share", "from", "isappinstalled", "scene", "timestamp", "sharer")
PHONE_HOSTS = ("www.", "m.", "wap.", "3g.")


def link_key(url: str) -> str:
    """The same for http and https, the phone's page and the desk's, with or without the marks
    that sharing leaves; "" for no address."""
    if not url:
        return ""
    parts = urlsplit(url.strip())
    host = (parts.hostname or "").lower()
    for prefix in PHONE_HOSTS:
        if host.startswith(prefix) and host.count(".") > 1:
            host = host.removeprefix(prefix)
            break
    port = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
    asked = [pair for pair in parse_qsl(parts.query) if not pair[0].lower().startswith(SHARED)]
    query = f"?{urlencode(sorted(asked))}" if asked else ""
    return f"{host}{port}{parts.path.rstrip('/')}{query}"[:500]
