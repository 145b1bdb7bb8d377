from activities.models import Partner
from activities.partner_likeness import alike, look_alike

from .. import make
from ..base import PortalTestCase


class Likeness(PortalTestCase):
    def test_names_of_one_organisation(self):
        for one, other, expected in [
            ("示例精密机械有限公司", "示例精密机械", True),
            ("四川示例精密机械有限公司", "示例精密机械公司", True),
            ("示例精密机械有限公司", "别样电子有限公司", False),
            ("有限公司", "集团", False),
        ]:
            with self.subTest(one=one, other=other):
                self.assertEqual(alike(one, other), expected)

    def test_pairs_of_the_list(self):
        one = make.partner("示例精密机械有限公司", by=self.chen)
        two = make.partner("示例精密机械", by=self.chen)
        make.partner("别样电子", by=self.chen)
        self.assertEqual(look_alike(Partner.objects.roots()), [(one, two)])
