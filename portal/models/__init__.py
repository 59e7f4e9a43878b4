"""What editors write for the whole site: pages, the frame around them, announcements."""

from portal.models.announcements import Announcement, AnnouncementText
from portal.models.frames import FrameText, SiteFrame
from portal.models.pages import HomePage, StandardPage

__all__ = ["Announcement", "AnnouncementText", "FrameText", "HomePage", "SiteFrame", "StandardPage"]
