"""Put the English of new texts into the catalogue: `python -m tools.say_english FILE.json`.

FILE is a JSON object, Chinese → English. A text that no code uses is refused.
"""

import json
import sys
from pathlib import Path

from babel.messages.pofile import read_po, write_po

from tools.gather_messages import CATALOGUE, holes


def main(words: list[str]) -> int:
    """0 when all were put in."""
    english = json.loads(Path(words[0]).read_text(encoding="utf-8"))
    with CATALOGUE.open("rb") as text:
        catalogue = read_po(text)
    wrong = [text for text in english if text not in catalogue]
    wrong += [text for text, told in english.items() if holes(text) != holes(told)]
    for text in wrong:
        print(f"not a text of the catalogue, or with other facts: {text}")
    for text, told in english.items():
        if text not in wrong:
            catalogue[text].string = told
    with CATALOGUE.open("wb") as out:
        write_po(out, catalogue, omit_header=False, width=100)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
