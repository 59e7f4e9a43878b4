"""The weight of a page: its bytes as sent, with an empty cache, the same in each run."""

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import CDPSession

from tests.browser.visitor import Visitor
from tests.weights import page_weight


@dataclass
class Weight:
    """Bytes and requests by kind (Document, Stylesheet, Script, Image ...), pictures counted apart."""

    bytes: Counter[str] = field(default_factory=Counter)
    requests: Counter[str] = field(default_factory=Counter)

    @property
    def without_pictures(self) -> int:
        """Bytes of everything but pictures."""
        return sum(size for kind, size in self.bytes.items() if kind != "Image")

    @property
    def all_requests(self) -> int:
        """Requests, pictures included."""
        return sum(self.requests.values())


def measure_weight(v: Visitor, path: str) -> Weight:
    """Open the page with an empty cache and measure what is sent; the page with fixed identifiers."""
    weight, kinds = Weight(), {}
    addresses: list[str] = []
    line: CDPSession = v.context.new_cdp_session(v.page)
    line.send("Network.enable")
    line.send("Network.setCacheDisabled", {"cacheDisabled": True})

    def answered(event: dict[str, Any]) -> None:
        kinds[event["requestId"]] = event["type"]
        addresses.append(event["response"]["url"])
        weight.requests[event["type"]] += 1

    def finished(event: dict[str, Any]) -> None:
        weight.bytes[kinds.get(event["requestId"], "Other")] += int(event["encodedDataLength"])

    line.on("Network.responseReceived", answered)
    line.on("Network.loadingFinished", finished)
    with v.page.expect_response(v.site.url + path) as seen:
        v.go(path)
    answer = seen.value
    # Headless Chromium requests no icon; a reader's browser does.
    if not any(url.endswith(".svg") and "/icons/" in url for url in addresses):
        v.page.evaluate("fetch(document.querySelector('link[rel=icon]').href)")
    v.page.wait_for_load_state("networkidle")
    line.detach()
    weight.bytes["Document"] = page_weight(answer.text())
    return weight


def shortened(html: str, words: int) -> str:
    """Return the page of a thread with each post shortened to so many words."""

    def cut(match: re.Match[str]) -> str:
        text = re.sub(r"<[^>]+>", "", match[2]).split()[:words]
        return f'{match[1]}<p dir="auto">{" ".join(text)}</p></div>'

    return re.sub(r'(<div class="prose"[^>]*>)(.*?)</div>', cut, html, flags=re.DOTALL)
