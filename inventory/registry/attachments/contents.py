"""What an uploaded file really is, and the copies of it that are safe to hand out.

The contents decide, and the name must agree. Pillow is in the house because nothing else can take
metadata out of a photograph and make a smaller one without trusting the file; it runs elsewhere
(`decoding`).
"""

from __future__ import annotations

import tempfile
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from inventory.core.errors import Invalid
from inventory.registry.attachments import decoding, headers
from inventory.registry.attachments.pictures import IMAGES, JPEG, MOST, PNG, WEBP
from inventory.registry.reading import FileProblem
from inventory.registry.reading.archives import check_archive

PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
EXTENSIONS: Mapping[str, str] = {
    ".jpg": JPEG,
    ".jpeg": JPEG,
    ".png": PNG,
    ".webp": WEBP,
    ".pdf": PDF,
    ".xlsx": XLSX,
}
LONGEST_NAME = 150


@dataclass(frozen=True)
class Checked:
    """A file found to be what its name says, with the copies to serve; images have a preview."""

    name: str
    media_type: str
    original: bytes
    served: bytes
    preview: bytes | None = None


def check(name: str, content: bytes) -> Checked:
    """The file, if its name and contents agree on one of the allowed types; Invalid otherwise."""
    clean = clean_name(name)
    claimed = EXTENSIONS.get(Path(clean).suffix.lower())
    if claimed is None:
        raise _refused(clean, "file_type", "这种类型的文件不能上传", "This type is not accepted")
    if not content:
        raise _refused(clean, "file_empty", "文件是空的", "The file is empty")
    found = sniff(content)
    if found != claimed:
        raise _refused(
            clean,
            "file_mismatch",
            "文件内容与扩展名不符",
            "The contents are not what the name says",
        )
    if found in IMAGES:
        made = _copies(clean, content, found)
        return Checked(clean, found, content, made.served, made.preview)
    if found == XLSX:
        _check_workbook(clean, content)
    return Checked(clean, found, content, content)


def _refused(name: str, code: str, zh: str, en: str) -> Invalid:
    return Invalid.of(
        "attachments.refused",
        reason_zh=zh,
        reason_en=en,
        name=name,
        allowed="、".join(extension.lstrip(".") for extension in EXTENSIONS),
        details=[{"field": "file", "value": name, "message": zh}],
        as_code=code,
    )


def clean_name(name: str) -> str:
    """A file name without folders and without characters that hide what it is.

    Control and formatting characters go (U+202E turns `gpj.exe` around); a long name keeps its
    extension.
    """
    plain = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    plain = "".join(char for char in plain if unicodedata.category(char)[0] != "C")
    plain = plain.strip(" .") or "file"
    suffix = Path(plain).suffix[:10]
    return plain.removesuffix(suffix)[: LONGEST_NAME - len(suffix)] + suffix


def sniff(content: bytes) -> str | None:
    """The media type by the first bytes; None for everything that is not allowed."""
    if content.startswith(b"\xff\xd8\xff"):
        return JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return WEBP
    if content.startswith(b"%PDF-"):
        return PDF
    return XLSX if content.startswith(b"PK\x03\x04") else None


def _check_workbook(name: str, content: bytes) -> None:
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as file:
        file.write(content)
        file.flush()
        try:
            form = check_archive(Path(file.name))
        except FileProblem as problem:
            raise Invalid.told(problem) from problem
    if form != "xlsx" or b"vbaProject.bin" in content:
        raise _refused(
            name, "file_mismatch", "不是不含宏的 xlsx 工作簿", "Not an xlsx workbook without macros"
        )


def _copies(name: str, content: bytes, media_type: str) -> decoding.Copies:
    """The copies to serve; what its header says is too much is refused before it is decoded."""
    size = headers.size_of(content, media_type)
    if size is None:
        raise _damaged(name)
    if size[0] * size[1] > MOST[media_type]:
        raise _too_many_pixels(name, media_type)
    try:
        return decoding.copies(content, media_type)
    except decoding.TooLarge:
        raise _too_many_pixels(name, media_type) from None
    except decoding.Damaged:
        raise _damaged(name) from None


def _too_many_pixels(name: str, media_type: str) -> Invalid:
    most = MOST[media_type] // 1_000_000
    return Invalid.of("attachments.image_too_large", name=name, value=most)


def _damaged(name: str) -> Invalid:
    return _refused(name, "image_damaged", "图片已损坏，无法打开", "Damaged image")
