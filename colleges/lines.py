"""Text that stands on one line: names, titles, reasons.

Browsers take \\n out of what is pasted into such a field, but not what Word and chat programs
put there instead (U+2028, \\x0b); in a sheet or a mail's subject each of them breaks the line.
"""

from django import forms


def in_one_line(text):
    """`text` with a space for every kind of line break; as it is where there is none."""
    parts = text.splitlines()
    return " ".join(part.strip() for part in parts) if len(parts) > 1 else "".join(parts)


def is_one_line(field):
    takes_lines = isinstance(field.widget, forms.Textarea | forms.PasswordInput)
    return isinstance(field, forms.CharField) and not takes_lines


class OneLineFields:
    """Of a form: what comes for its one-line fields is put on one line before it is judged."""

    def full_clean(self):
        if self.is_bound:
            self.put_on_one_line()
        super().full_clean()

    def put_on_one_line(self):
        names = [self.add_prefix(name) for name, one in self.fields.items() if is_one_line(one)]
        sent = {name: self.data.get(name) for name in names}
        broken = {
            name: line
            for name, text in sent.items()
            if isinstance(text, str) and (line := in_one_line(text)) != text
        }
        if broken:
            self.data = self.data.copy()
            for name, line in broken.items():
                self.data[name] = line


def posted(request):
    """What a form is given: an empty POST is one that was sent, and is judged."""
    return request.POST if request.method == "POST" else None
