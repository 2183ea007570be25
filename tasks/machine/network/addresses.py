"""Which IP addresses are on the public internet, by tables of our own: Python's differ from version to version.

An IPv6 address may hold an IPv4 one, to which a gateway sends what it receives. So the outer address must be public
first, and then the one inside it.
"""

import ipaddress
from ipaddress import IPv4Address, IPv6Address, IPv6Network

PRIVATE_4 = tuple(
    ipaddress.IPv4Network(network)
    for network in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
        *("192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24"),
        *("203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
        "168.63.129.16/32",  # Azure's metadata service; those of other clouds are in the networks above
    )
)
UNICAST_6 = IPv6Network("2000::/3")  # all that has been allotted
# Within it: protocols, among them Teredo; documentation; 6to4. No web site has an address in one of these.
PRIVATE_6 = tuple(map(IPv6Network, ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")))
# Networks without IPv4 reach IPv4 hosts through the second of these.
HOLDS_IPV4 = tuple(map(IPv6Network, ("::ffff:0:0/96", "64:ff9b::/96")))
ISATAP = (0x00005EFE, 0x02005EFE)  # before the IPv4 address of a tunnel's end


def is_public(address: str) -> bool:
    """Whether an address is on the public internet, and so is an IPv4 address inside it. False for what is none."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, IPv4Address):
        return not any(ip in network for network in PRIVATE_4)
    inner = IPv4Address(int(ip) & 0xFFFFFFFF)
    if any(ip in network for network in HOLDS_IPV4):
        return is_public(str(inner))
    return _routable(ip) and (int(ip) >> 32 & 0xFFFFFFFF not in ISATAP or is_public(str(inner)))


def _routable(ip: IPv6Address) -> bool:
    return ip in UNICAST_6 and not any(ip in network for network in PRIVATE_6)
