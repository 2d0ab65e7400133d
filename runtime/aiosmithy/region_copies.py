"""Copies between regions: the source's region gives its data to whoever shows a URL that is signed for it.

https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CopySnapshot.html, "PresignedUrl";
https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CopyDBSnapshot.html, "PreSignedUrl"
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from .http import HttpRequest
from .presigning import form_to_query

if TYPE_CHECKING:
    from .interceptors import CallContext
    from .presigning import Presigner

__all__ = ["RegionCopy"]


class RegionCopy:
    """Signs the call for the source's region, and sends that as a URL with the call, unless the input brings one.

    Args:
        source: The input's attribute that names the region to copy from.
        url: The one that may bring the URL.
        field: What the URL is called in the request.
        sends_destination: Whether the request says where it goes, as the signed URL does.
    """

    __slots__ = ("field", "sends_destination", "source", "url")

    def __init__(
        self, source: str, url: str, field: str, *, sends_destination: bool = False
    ) -> None:
        self.source = source
        self.url = url
        self.field = field
        self.sends_destination = sends_destination

    async def authorize(
        self, request: HttpRequest, context: CallContext, input: Any, by: Presigner
    ) -> None:
        """Add the URL to the form that is the request's body.

        Raises:
            IdentityError: There is nobody to sign.
            ConfigurationError: There is no region, or no such one.
        """
        region = getattr(input, self.source)
        if region is None or getattr(input, self.url) is not None or by.region is None:
            return
        body = request.body
        assert isinstance(body, bytes), "forms are not streamed"
        with_destination = _with(body, "DestinationRegion", by.region)
        asked = HttpRequest("POST", request.path, body=with_destination)
        form_to_query(asked)
        url = await by.presign_elsewhere(asked, context, region)
        if self.sends_destination:
            body = with_destination
        request.body = _with(body, self.field, url)


def _with(form: bytes, name: str, value: str) -> bytes:
    """The form with that field, unless it is there."""
    if f"&{name}=".encode() in form:
        return form
    return form + f"&{name}={quote(value, safe='')}".encode()
