"""Many rows as one text, in the database; spans of days against each other."""

from django.db.models import Aggregate, TextField


def touch(spans, first, last):
    """Does any (first day, last day) of `spans` share a day with these? All ISO dates."""
    return any(begins <= last and ends >= first for begins, ends in spans)


class Spans(Aggregate):
    """Texts of many rows, joined by commas: days of activities, ids of people."""

    function = "STRING_AGG"
    template = "%(function)s(%(expressions)s, ',')"
    output_field = TextField()

    def as_sqlite(self, compiler, connection, **context):
        return self.as_sql(compiler, connection, function="GROUP_CONCAT", **context)
