"""Photos are never passed on as they came: decoded, turned, shrunk and written anew."""

import io

from PIL import Image, ImageOps, UnidentifiedImageError

MOST_BYTES = 2 * 1024 * 1024
MOST_PIXELS = 25_000_000
SIZE = (420, 560)


def clean_photo(content: bytes) -> bytes | None:
    """A JPEG without metadata, upright, at most 420 × 560; None for what is no sane photo."""
    if not content or len(content) > MOST_BYTES:
        return None
    try:
        with Image.open(io.BytesIO(content), formats=("JPEG", "PNG")) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                return None
            upright = ImageOps.exif_transpose(picture).convert("RGB")
            upright.thumbnail(SIZE)
            out = io.BytesIO()
            upright.save(out, "JPEG", quality=85)
            return out.getvalue()
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        return None
