"""What editors write for the whole site: pages, their header and footer, announcements."""

from portal.models.announcements import Announcement, AnnouncementText
from portal.models.demo_state import DemoState
from portal.models.pages import HomePage, StandardPage
from portal.models.site_chrome import SiteChrome, SiteChromeText

__all__ = [
    "Announcement",
    "AnnouncementText",
    "DemoState",
    "HomePage",
    "SiteChrome",
    "SiteChromeText",
    "StandardPage",
]
