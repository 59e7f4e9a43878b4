"""The blocks of lessons, one per file."""

from learning.blocks.bullet_list import BulletListBlock
from learning.blocks.lesson_body import LessonBody

__all__ = ["BulletListBlock", "LessonBody"]
