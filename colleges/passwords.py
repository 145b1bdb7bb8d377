import unicodedata

from django.core.exceptions import ValidationError

CONTEXT_WORDS = ("职教活动周", "职业教育", "zhijiao", "vocweek", "jiaowuchu", "教务处")


class ContextWordValidator:
    """Refuses passwords that are little more than the name of the portal (ASVS 6.2.11)."""

    def validate(self, password, user=None):
        rest = unicodedata.normalize("NFKC", password).lower()
        for word in CONTEXT_WORDS:
            rest = rest.replace(word, "")
        if len(rest) < 6:
            raise ValidationError("密码不能主要由“职教活动周”一类的词组成，请换一个。")

    def get_help_text(self):
        return "密码不能主要由“职教活动周”一类的词组成。"
