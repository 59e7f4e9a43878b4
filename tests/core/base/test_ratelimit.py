"""Rate limits: counted per person on all sites, not affected by a forged header."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import RequestFactory

from core.base import ratelimit as limits
from core.base.ratelimit import RateLimited, by_address, client_address, count, parse_rates, ratelimit
from core.web.access import access_of, public
from core.web.middleware import ErrorMiddleware


@public
@ratelimit("test.write", rate="2/m")
def write(request):
    return HttpResponse("written")


@pytest.fixture(autouse=True)
def _fresh_counts():
    cache.clear()


def ask(method="post", address="198.51.100.7", user=None, view=write, host="testserver", **headers):
    request = getattr(RequestFactory(), method)("/", headers={"host": host, **headers}, REMOTE_ADDR=address)
    request.user = user or _Stranger()
    try:
        return view(request)
    except RateLimited as refusal:
        return ErrorMiddleware(view).process_exception(request, refusal)


class _Stranger:
    is_authenticated = False


class _Member:
    is_authenticated = is_active = True

    def __init__(self, pk):
        self.pk = pk


def statuses(*calls):
    return [call.status_code for call in calls]


def test_one_request_too_many_is_answered_with_429_and_retry_after():
    assert statuses(ask(), ask()) == [200, 200]
    refused = ask()
    assert refused.status_code == 429
    assert 1 <= int(refused["Retry-After"]) <= 60
    assert b"<h1>" in refused.content


def test_reading_is_not_counted():
    assert statuses(*(ask("get") for _ in range(5))) == [200] * 5


def test_each_person_has_one_count_on_all_sites():
    ada, bo = _Member(1), _Member(2)
    assert statuses(ask(user=ada), ask(user=ada, host="portal.example"), ask(user=ada), ask(user=bo)) == [
        200,
        200,
        429,
        200,
    ]


def test_a_member_is_counted_by_account_and_a_visitor_by_address():
    ada = _Member(1)
    assert statuses(ask(user=ada, address="192.0.2.1"), ask(user=ada, address="192.0.2.2")) == [200, 200]
    assert ask(user=ada, address="192.0.2.3").status_code == 429
    assert ask(address="192.0.2.3").status_code == 200


def test_each_name_has_a_separate_count():
    count("a", "1/h", "x")
    count("b", "1/h", "x")
    with pytest.raises(RateLimited):
        count("a", "1/h", "x")


def test_several_rates_apply_together():
    for _ in range(3):
        count("c", "5/m,3/h", "x")
    with pytest.raises(RateLimited) as refusal:
        count("c", "5/m,3/h", "x")
    assert refusal.value.retry_after <= 3600


def test_a_new_window_starts_again(monkeypatch):
    now = time.time()
    count("d", "1/m", "x")
    with pytest.raises(RateLimited):
        count("d", "1/m", "x")
    monkeypatch.setattr(limits, "clock", lambda: now + 61)
    count("d", "1/m", "x")


def test_counting_is_atomic():
    def tried(_number):
        try:
            count("e", "10/h", "x")
        except RateLimited:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(tried, range(60))) == 10


@pytest.mark.parametrize("rate", ["", "x", "5", "5/y", "-1/m", "5/m;2/h"])
def test_an_invalid_rate_is_an_error_at_its_definition(rate):
    with pytest.raises(ValueError, match="no rate"):
        parse_rates(rate)


def test_the_views_access_stays_declared():
    assert access_of(write) is not None


FORWARDED = "203.0.113.99, 198.51.100.1, 192.0.2.10"


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, FORWARDED, "10.0.0.1"),
        (1, FORWARDED, "192.0.2.10"),
        (2, FORWARDED, "198.51.100.1"),
        (3, "192.0.2.10", "10.0.0.1"),
        (1, "", "10.0.0.1"),
        (1, "<script>", "10.0.0.1"),
        (1, "203.0.113.99, not-an-address", "10.0.0.1"),
    ],
)
def test_only_trusted_proxies_are_believed(settings, proxies, forwarded, expected):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    request = RequestFactory().get("/", headers={"x-forwarded-for": forwarded}, REMOTE_ADDR="10.0.0.1")
    assert client_address(request) == expected


def test_forged_headers_give_no_new_attempts(settings):
    for proxies in (0, 1):
        cache.clear()
        settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
        forged = [ask(x_forwarded_for=f"203.0.113.{n}, 192.0.2.10") for n in range(3)]
        assert statuses(*forged) == [200, 200, 429]


@pytest.mark.parametrize(
    ("address", "who"),
    [
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::"),
        ("2001:db8:1:2:bbbb::9", "2001:db8:1:2::"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("192.0.2.1", "192.0.2.1"),
        ("", "unknown"),
    ],
)
def test_one_ipv6_network_counts_as_one_address(address, who):
    assert by_address(RequestFactory().get("/", REMOTE_ADDR=address)) == who
