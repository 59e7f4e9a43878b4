"""What the portal answers."""

from portal.views.announcements import announcement_dismiss
from portal.views.pages import home_show, root_show, standard_show
from portal.views.styleguide import styleguide_show
from portal.views.well_known import favicon_show, manifest_show, robots_show, security_show, sitemap_show

__all__ = [
    "announcement_dismiss",
    "favicon_show",
    "home_show",
    "manifest_show",
    "robots_show",
    "root_show",
    "security_show",
    "sitemap_show",
    "standard_show",
    "styleguide_show",
]
