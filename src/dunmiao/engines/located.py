"""JSON with the line of every element, so that a fault names the place it stands in."""

import json
from dataclasses import dataclass, field
from typing import Any

BLANK = " \t\r\n"
MOST_DEPTH = 32


class BadJson(ValueError):
    """The text is not JSON; `line` says where it breaks."""

    def __init__(self, reason: str, line: int) -> None:
        """Keep the reason and the line."""
        super().__init__(reason)
        self.line = line


@dataclass
class Located:
    """A parsed text; `lines` maps the path of an element to its line."""

    value: Any = None
    lines: dict[tuple[str | int, ...], int] = field(default_factory=dict)

    def line(self, *path: str | int) -> int:
        """The line of the element at `path`, or of the nearest one above; 1 if unknown."""
        for end in range(len(path), -1, -1):
            if path[:end] in self.lines:
                return self.lines[path[:end]]
        return 1


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0
        self.found = Located()
        self.scan_string = json.decoder.scanstring  # type: ignore[attr-defined]

    def fail(self, reason: str) -> BadJson:
        return BadJson(reason, self.line())

    def line(self) -> int:
        return self.text.count("\n", 0, self.at) + 1

    def blank(self) -> None:
        while self.at < len(self.text) and self.text[self.at] in BLANK:
            self.at += 1

    def string(self) -> str:
        try:
            text, self.at = self.scan_string(self.text, self.at + 1, True)
        except json.JSONDecodeError as wrong:
            raise self.fail(wrong.msg) from wrong
        return str(text)

    def element(self, path: tuple[str | int, ...]) -> Any:
        self.blank()
        if len(path) > MOST_DEPTH:
            raise self.fail("nested too deeply")
        self.found.lines[path] = self.line()
        if self.at >= len(self.text):
            raise self.fail("ends too early")
        character = self.text[self.at]
        if character == "{":
            return self.mapping(path)
        if character == "[":
            return self.listing(path)
        if character == '"':
            return self.string()
        return self.scalar()

    def scalar(self) -> Any:
        end = self.at
        while end < len(self.text) and self.text[end] not in BLANK + ",]}":
            end += 1
        word, self.at = self.text[self.at : end], end
        if word in {"true", "false", "null"}:
            return {"true": True, "false": False, "null": None}[word]
        try:
            return json.loads(word, parse_constant=self.constant)
        except (ValueError, RecursionError) as wrong:
            raise self.fail(f"{word[:20]!r} is not a JSON value") from wrong

    def constant(self, word: str) -> Any:
        raise ValueError(word)

    def mapping(self, path: tuple[str | int, ...]) -> dict[str, Any]:
        out: dict[str, Any] = {}
        self.at += 1
        self.blank()
        while self.text[self.at : self.at + 1] != "}":
            if self.text[self.at : self.at + 1] != '"':
                raise self.fail("a key in double quotes is expected")
            key = self.string()
            if key in out:
                raise self.fail(f'key "{key}" stands twice')
            self.blank()
            self.expect(":")
            out[key] = self.element((*path, key))
            self.separator("}")
        self.at += 1
        return out

    def listing(self, path: tuple[str | int, ...]) -> list[Any]:
        out: list[Any] = []
        self.at += 1
        self.blank()
        while self.text[self.at : self.at + 1] != "]":
            out.append(self.element((*path, len(out))))
            self.separator("]")
        self.at += 1
        return out

    def expect(self, character: str) -> None:
        if self.text[self.at : self.at + 1] != character:
            raise self.fail(f"{character!r} is expected")
        self.at += 1

    def separator(self, end: str) -> None:
        self.blank()
        following = self.text[self.at : self.at + 1]
        if following == ",":
            self.at += 1
            self.blank()
            if self.text[self.at : self.at + 1] == end:
                raise self.fail("a comma stands before the end")
        elif following != end:
            raise self.fail(f"',' or {end!r} is expected")


def parse(text: str) -> Located:
    """Parse a whole text; BadJson with its line where it is not JSON."""
    scanner = _Scanner(text)
    scanner.found.value = scanner.element(())
    scanner.blank()
    if scanner.at != len(text):
        raise scanner.fail("something follows the end")
    return scanner.found
