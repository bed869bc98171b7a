"""Pictures for tests."""

import io

from PIL import Image


def jpeg(size: int = 60) -> bytes:
    """A JPEG that says where it was taken."""
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "某牌手机"
    exif.get_ifd(0x8825)[1] = "N"
    Image.new("RGB", (size, size), "red").save(out, "JPEG", exif=exif)
    return out.getvalue()
