"""What editors write for the whole site: pages, the frame around them, announcements."""

from portal.models.announcements import Announcement, AnnouncementText
from portal.models.demo_state import DemoState
from portal.models.pages import HomePage, StandardPage
from portal.models.site_chrome import FrameText, SiteChrome

__all__ = [
    "Announcement",
    "AnnouncementText",
    "DemoState",
    "FrameText",
    "HomePage",
    "SiteChrome",
    "StandardPage",
]
