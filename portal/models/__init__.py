"""What editors write for the whole site: pages, the frame around them, announcements."""

from portal.models.announcements import Announcement, AnnouncementText
from portal.models.demo_state import DemonstrationPiece
from portal.models.pages import HomePage, StandardPage
from portal.models.site_chrome import FrameText, SiteFrame

__all__ = [
    "Announcement",
    "AnnouncementText",
    "DemonstrationPiece",
    "FrameText",
    "HomePage",
    "SiteFrame",
    "StandardPage",
]
