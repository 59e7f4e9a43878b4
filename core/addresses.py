"""Which network addresses are public: the only ones the site may call (IANA special-purpose registries)."""

import ipaddress
from ipaddress import IPv4Address, IPv6Address, ip_network

Address = IPv4Address | IPv6Address

# Global unicast; everything IPv6 outside it is local, reserved or a way around (mapped, compatible ...).
_GLOBAL_UNICAST = ip_network("2000::/3")
_TRANSLATED = ip_network("64:ff9b::/96")  # NAT64: the last 32 bits are the IPv4 address really called
_TUNNELS = (ip_network("2001::/32"), ip_network("2002::/16"))  # Teredo, 6to4: lead to a hidden IPv4 address


def is_public(address: Address) -> bool:
    """Say whether this address belongs to the public internet, whatever it is wrapped in."""
    if isinstance(address, IPv4Address):
        return address.is_global and not address.is_multicast
    if address.ipv4_mapped:
        return is_public(address.ipv4_mapped)
    if address in _TRANSLATED:
        return is_public(IPv4Address(int(address) & 0xFFFFFFFF))
    if address not in _GLOBAL_UNICAST or any(address in tunnel for tunnel in _TUNNELS):
        return False
    return address.is_global and not address.is_multicast


def parse(text: str) -> Address:
    """Read an address without a zone; ValueError for anything else."""
    return ipaddress.ip_address(text.partition("%")[0])
