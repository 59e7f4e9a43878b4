"""What editors write for the whole site: pages, the frame around them, announcements."""

from portal.models.announcements import Announcement, AnnouncementText
from portal.models.frames import FrameText, SiteFrame
from portal.models.pages import HomePage, StandardPage
from portal.models.pieces import DemonstrationPiece

__all__ = [
    "Announcement",
    "AnnouncementText",
    "DemonstrationPiece",
    "FrameText",
    "HomePage",
    "SiteFrame",
    "StandardPage",
]
