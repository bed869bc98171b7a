"""Send bytes as a file: never inline, with a name of any characters."""

from urllib.parse import quote

from django.http import HttpResponse


def attachment(content: bytes, *, name: str, media_type: str) -> HttpResponse:
    """A download (RFC 6266), not cached, not sniffed."""
    response = HttpResponse(content, content_type=media_type)
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response
