"""Create the bare site's one page on a copy of the other site's tables: python -m benchmarks.bare.content."""

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from wagtail.models import Page, Site  # noqa: E402

from benchmarks.bare.models import BarePage  # noqa: E402

PARAGRAPH = f"<p>{'Knowledge is kept where people meet and write it down. ' * 20}</p>"

if __name__ == "__main__":
    call_command("migrate", "bare", verbosity=0)
    body = f"<h2>A heading</h2>{PARAGRAPH}" * 6
    page = Page.get_first_root_node().add_child(instance=BarePage(title="Bare", slug="bare", body=body))
    Site.objects.update(root_page=page, hostname="localhost")
