"""Pages as PDF by typst."""

import json
from collections.abc import Mapping

import typst

FONTS = '("Noto Serif CJK SC", "FangSong", "SimSun")'


def compile_pdf(source: str, data: Mapping[str, object]) -> bytes:
    """`source` with `data` in `sys.inputs.data` as one JSON string, never as source: a name
    cannot become a command. The word FONTS in it becomes the list of fonts."""
    text = json.dumps(data, ensure_ascii=False)
    made = typst.compile(
        source.replace("FONTS", FONTS).encode(), format="pdf", sys_inputs={"data": text}
    )
    return bytes(made)
