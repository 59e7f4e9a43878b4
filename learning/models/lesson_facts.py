"""What the catalogue counts of published lessons."""

from django.db import models
from wagtail.models import Page


class LessonFacts(models.Model):
    """A published lesson: where it is, how long it takes, and the language of its text.

    `learning.services.page_facts` writes them. Who may see the lesson, and whether its module and course are
    published, is not said here.
    """

    page = models.OneToOneField(Page, on_delete=models.CASCADE, primary_key=True, related_name="lesson_facts")
    module = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+")
    course = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+")
    lesson_key = models.UUIDField(db_index=True)
    minutes = models.PositiveSmallIntegerField()
    language = models.CharField(max_length=100)  # of the text it shows
    is_translated = models.BooleanField()  # or written first: no copy of a text in another language

    wagtail_reference_index_ignore = True

    def __str__(self) -> str:
        return f"{self.lesson_key} ({self.language})"
