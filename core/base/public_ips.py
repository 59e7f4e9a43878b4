"""Which network addresses are public: the only ones the site may call.

The blocks are those of the IANA IPv4 and IPv6 Special-Purpose Address Registries (RFC 6890, as of 2025),
also those marked globally reachable (AS112, AMT, ORCHID): no web server has such an address.
"""

import ipaddress
from ipaddress import IPv4Address, IPv6Address, ip_network

Address = IPv4Address | IPv6Address

SPECIAL_IPV4 = tuple(
    map(
        ip_network,
        (
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",  # also Alibaba Cloud's metadata, 100.100.100.200
            "127.0.0.0/8",
            "169.254.0.0/16",  # also most clouds' metadata, 169.254.169.254
            "172.16.0.0/12",
            "192.0.0.0/24",  # also Oracle Cloud's metadata, 192.0.0.192
            "192.0.2.0/24",
            "192.31.196.0/24",
            "192.52.193.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "192.175.48.0/24",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",  # multicast
            "240.0.0.0/4",
            "168.63.129.16/32",  # in no registry: Azure's metadata, a public address that is answered inside
        ),
    )
)
# Everything IPv6 outside global unicast is local, reserved or a wrapped IPv4 address.
GLOBAL_UNICAST = ip_network("2000::/3")
SPECIAL_IPV6 = tuple(
    map(
        ip_network,
        (
            "2001::/23",  # Teredo 2001::/32 leads to a hidden IPv4 address
            "2001:db8::/32",
            "2002::/16",  # 6to4, likewise
            "2620:4f:8000::/48",
            "3fff::/20",
        ),
    )
)
NAT64 = ip_network("64:ff9b::/96")  # the last 32 bits are the IPv4 address really called
ISATAP = (0x00005EFE, 0x02005EFE)  # the third quarter of the address, RFC 5214; the last is an IPv4 address


def is_public(address: Address) -> bool:
    """Return whether this address belongs to the public internet, whatever it is wrapped in."""
    if isinstance(address, IPv4Address):
        return address.is_global and not any(address in block for block in SPECIAL_IPV4)
    if address.ipv4_mapped:
        return is_public(address.ipv4_mapped)
    last = IPv4Address(int(address) & 0xFFFFFFFF)
    if address in NAT64:
        return is_public(last)
    if int(address) >> 32 & 0xFFFFFFFF in ISATAP and not is_public(last):
        return False
    return (
        address in GLOBAL_UNICAST
        and address.is_global
        and not any(address in block for block in SPECIAL_IPV6)
    )


def parse(text: str) -> Address:
    """Read an address without a zone; ValueError for anything else."""
    return ipaddress.ip_address(text.partition("%")[0])
