"""Titles in quotation marks, as Chinese prints them: “…”, and ‘…’ inside."""

INNER = str.maketrans("“”", "‘’")


def quoted(text):
    return f"“{str(text).translate(INNER)}”"
