"""`dunmiao read FILE… [--json] [--unmasked]`: what files hold; no database, changes nothing."""

import argparse
import json
import sys
from datetime import date
from pathlib import Path

from dunmiao.formats.messages import say
from dunmiao.formats.read import FileRead, read_upload
from dunmiao.formats.read_json import file_json


def _bring(path: Path) -> tuple[str, bytes] | FileRead:
    try:
        return path.name, path.read_bytes()
    except OSError as fault:
        code = "file.missing" if isinstance(fault, FileNotFoundError) else "file.unreadable"
        return FileRead(path.name, "unknown", refused=say(code, name=str(path)))


def _all(paths: list[str]) -> list[FileRead]:
    reads: list[FileRead] = []
    for text in paths:
        path = Path(text)
        files = sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
        pictures = {p.with_suffix("").name.lower(): p for p in files if p.suffix.lower() == ".pic"}
        for file in files:
            if file.suffix.lower() == ".pic":
                continue
            brought = _bring(file)
            if isinstance(brought, FileRead):
                reads.append(brought)
                continue
            name, content = brought
            beside = pictures.get(file.stem.lower(), file.with_suffix(".pic"))
            is_list = file.suffix.lower() == ".lrm" and beside.is_file()
            picture = beside.read_bytes() if is_list else None
            reads += read_upload(name, content, today=date.today(), picture=picture)
    return reads


def _summary(read: FileRead) -> str:
    if read.refused:
        return f"✗ {read.file}：{read.refused.message}"
    lines = [f"✓ {read.file}（{read.kind}）：{len(read.people)} 人"]
    for finding in read.all_findings():
        mark = {"error": "✗", "warning": "△", "note": "·"}[finding.severity.value]
        lines.append(f"  {mark} {finding.where} {finding.message}")
    return "\n".join(lines)


def run(words: list[str]) -> int:
    """0 readable, 1 readable with an error finding, 2 a file was refused."""
    parser = argparse.ArgumentParser("dunmiao read", description="Show what files hold.")
    parser.add_argument("file", nargs="+")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--unmasked", action="store_true")
    asked = parser.parse_args(words)
    reads = _all(asked.file)
    if asked.json:
        files = [file_json(read, unmasked=asked.unmasked) for read in reads]
        plain = {"format": "dunmiao-read/1", "files": files}
        sys.stdout.write(json.dumps(plain, ensure_ascii=False, indent=2) + "\n")
    else:
        sys.stdout.write("\n".join(map(_summary, reads)) + "\n")
    if any(read.refused for read in reads):
        return 2
    return int(any(f.is_error for read in reads for f in read.all_findings()))
