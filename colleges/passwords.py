import unicodedata

from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError

CONTEXT_WORDS = ("职教活动周", "职业教育", "zhijiao", "vocweek", "jiaowuchu", "教务处")


# Django's own rules, each in a sentence that says what to do.


class LengthValidator(password_validation.MinimumLengthValidator):
    def get_error_message(self):
        return f"密码太短，请至少写 {self.min_length} 位。"

    def get_help_text(self):
        return f"至少 {self.min_length} 位；可以用一句只有您知道的话，中文也可以。"


class SimilarityValidator(password_validation.UserAttributeSimilarityValidator):
    def get_error_message(self):
        return "密码和您的“%(verbose_name)s”太像，请换一个。"

    def get_help_text(self):
        return "不能和您的账号、姓名、电话或邮箱太像。"


class CommonValidator(password_validation.CommonPasswordValidator):
    def get_error_message(self):
        return "这个密码太常见，容易被猜到，请换一个。"

    def get_help_text(self):
        return "不能是大家常用的密码。"


class ContextWordValidator:
    """Refuses passwords that are little more than the name of the portal (ASVS 6.2.11)."""

    def validate(self, password, user=None):
        rest = whole = unicodedata.normalize("NFKC", password).lower()
        for word in CONTEXT_WORDS:
            rest = rest.replace(word, "")
        if rest != whole and len(rest) < 6:
            raise ValidationError("密码不能主要由“职教活动周”一类的词组成，请换一个。")

    def get_help_text(self):
        return "不能主要由“职教活动周”一类的词组成。"
