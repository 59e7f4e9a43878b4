"""What the portal answers."""

from portal.views.announcements import announcement_dismiss
from portal.views.pages import home_show, root_show, standard_show
from portal.views.styleguide import styleguide_show

__all__ = ["announcement_dismiss", "home_show", "root_show", "standard_show", "styleguide_show"]
