from django.db import models

from .edition import Edition


class DutyLine(models.Model):
    """A row of the notice's table 部门、职责、负责人 (一、组织领导). Titles, not people's names."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="duties")
    position = models.PositiveSmallIntegerField("排序")
    department = models.CharField("部门", max_length=40)
    duty = models.CharField("职责", max_length=200)
    person_title = models.CharField("负责人", max_length=40, blank=True)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = "职责分工"

    def __str__(self):
        return self.department
