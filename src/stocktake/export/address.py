"""Addresses of what is given out: an IRI for everything that has a code."""

from dataclasses import dataclass
from urllib.parse import quote

DEFAULT = "urn:stocktake:"
"""A name and no address: until a site says where it stands, nothing can be looked up under it."""


@dataclass(frozen=True, slots=True)
class Addresses:
    """IRIs that begin with `base`, the address of a site (`https://.../`) or a name (`urn:...:`)."""

    base: str = DEFAULT

    def of(self, kind: str, *codes: str) -> str:
        """Return the IRI of a thing by its kind and codes.

        >>> Addresses("https://example.org/").of("area", "MDA"), Addresses().of("concept", "gcm", "20")
        ('https://example.org/area/MDA', 'urn:stocktake:concept:gcm:20')
        """
        between = ":" if self.base.startswith("urn:") else "/"
        base = self.base if self.base.endswith(between) else self.base + between
        return base + between.join(quote(one, safe="") for one in (kind, *codes) if one)
