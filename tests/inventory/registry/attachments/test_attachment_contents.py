"""What a file is, is decided by its contents; what is served holds the pixels and nothing else."""

from __future__ import annotations

import io
import struct
import subprocess
import sys
import zlib
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from inventory.core.errors import Invalid, Unavailable
from inventory.registry.attachments import contents, decoding, headers, pictures

GPS = 0x8825
ORIENTATION = 0x0112


def photograph(form: str = "JPEG", size: tuple[int, int] = (64, 48), **options: Any) -> bytes:
    """A picture with what a camera adds: who, where, and how it was held."""
    image = Image.new("RGB", size, "navy")
    image.paste("orange", (0, 0, size[0] // 2, size[1] // 2))
    exif = Image.Exif()
    exif[0x010F] = "SecretCamera"
    exif[GPS] = {1: "N", 2: (22.0, 34.0, 12.0)}
    exif[ORIENTATION] = options.pop("orientation", 1)
    buffer = io.BytesIO()
    image.save(buffer, form, exif=exif.tobytes(), **options)
    return buffer.getvalue()


def opened(content: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(content))
    image.load()
    return image


@pytest.mark.parametrize(
    ("form", "name"), [("JPEG", "a.jpg"), ("PNG", "a.png"), ("WEBP", "a.webp")]
)
def test_the_served_copy_has_no_metadata_and_the_original_is_kept(form: str, name: str) -> None:
    content = photograph(form)
    assert b"SecretCamera" in content
    checked = contents.check(name, content)
    assert checked.original == content
    for copy in (checked.served, checked.preview):
        assert b"SecretCamera" not in copy
        assert not dict(opened(copy).getexif())
    assert opened(checked.served).format == form
    assert opened(checked.served).size == (64, 48)


def test_text_and_profiles_go_too() -> None:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", "SecretNote")
    buffer = io.BytesIO()
    Image.new("RGB", (8, 8)).save(buffer, "PNG", pnginfo=notes, icc_profile=b"SecretProfile")
    served = contents.check("a.png", buffer.getvalue()).served
    assert opened(served).info == {}
    buffer = io.BytesIO()
    Image.new("RGB", (8, 8)).save(buffer, "JPEG", comment=b"SecretNote")
    assert b"SecretNote" not in contents.check("a.jpg", buffer.getvalue()).served


def test_a_picture_taken_sideways_stands_upright() -> None:
    served = contents.check("a.jpg", photograph(orientation=6)).served
    assert opened(served).size == (48, 64)


def test_what_is_hidden_behind_a_picture_is_not_served() -> None:
    content = photograph() + b"<script>alert(1)</script>"
    assert b"script" not in contents.check("a.jpg", content).served


def test_the_preview_is_small_and_white_where_the_image_is_clear() -> None:
    buffer = io.BytesIO()
    Image.new("RGBA", (3000, 1500), (0, 0, 0, 0)).save(buffer, "PNG")
    preview = opened(contents.check("a.png", buffer.getvalue()).preview)
    assert (preview.format, preview.size) == ("JPEG", (1280, 640))
    assert min(preview.getpixel((5, 5))) > 250


def bomb(side: int) -> bytes:
    """A small PNG that says it is `side` pixels wide and high."""

    def chunk(name: bytes, data: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(name + data))
        return struct.pack(">I", len(data)) + name + data + check

    header = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("side", [4_001, 10_000, 60_000])
def test_bombs_are_refused_by_their_claims(side: int) -> None:
    with pytest.raises(Invalid) as refused:
        contents.check("a.png", bomb(side))
    assert refused.value.code == "image_too_large"


def large(form: str, mode: str, size: tuple[int, int], **options: Any) -> bytes:
    """A picture of one colour: little to send, much to decode. It was held sideways."""
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    buffer = io.BytesIO()
    Image.new(mode, size).save(buffer, form, exif=exif.tobytes(), **options)
    return buffer.getvalue()


# Runs a picture as the service does, and tells the exit code and the peak in bytes.
MEASURED = """
import resource, subprocess, sys
code = subprocess.run([sys.executable, "-I", *sys.argv[1:]]).returncode
print(code, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024)
"""


@pytest.mark.parametrize(
    ("media_type", "content", "code", "served"),
    [
        # The decoder leaves out three of four pixels.
        (pictures.JPEG, large("JPEG", "RGB", (8160, 6120)), 0, (3060, 4080)),
        (pictures.JPEG, large("JPEG", "RGB", (4032, 3024), progressive=True), 0, (3024, 4032)),
        (pictures.JPEG, large("JPEG", "RGB", (8160, 6120), progressive=True), 3, None),
        (pictures.PNG, large("PNG", "P", (4000, 4000)), 0, (2000, 2000)),
        (pictures.PNG, large("PNG", "RGBA", (4000, 3000)), 0, (3000, 4000)),
        (pictures.PNG, large("PNG", "RGBA", (4000, 4000)), 3, None),  # the system refuses memory
        (pictures.WEBP, large("WEBP", "RGB", (2448, 2448)), 0, (2448, 2448)),
    ],
)
def test_a_picture_never_needs_more_than_its_share(
    tmp_path: Path, media_type: str, content: bytes, code: int, served: tuple[int, int] | None
) -> None:
    """Of the 150 MB of a request, 125 are for this; the rest holds file and copies."""
    (tmp_path / pictures.ORIGINAL).write_bytes(content)
    command = [sys.executable, "-c", MEASURED, pictures.__file__, media_type, str(tmp_path)]
    told = subprocess.run(command, capture_output=True, check=True, text=True).stdout.split()
    assert int(told[0]) == code
    assert int(told[1]) < 125_000_000
    if served:
        assert opened((tmp_path / pictures.SERVED).read_bytes()).size == served


def test_what_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decoding, "PATIENCE", 0)
    with pytest.raises(Invalid) as refused:
        contents.check("a.jpg", photograph())
    assert refused.value.code == "image_too_large"


def test_two_pictures_are_decoded_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decoding, "WAIT", 0)
    with decoding._turn():
        assert contents.check("a.jpg", photograph()).preview
        with decoding._turn(), pytest.raises(Unavailable) as refused:
            contents.check("a.jpg", photograph())
    assert refused.value.remedy


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("options", [{}, {"lossless": True}, {"progressive": True}])
def test_the_size_stands_in_the_header(form: str, options: dict[str, Any]) -> None:
    buffer = io.BytesIO()
    Image.new("RGB", (301, 47)).save(buffer, form, **options)
    assert headers.size_of(buffer.getvalue(), f"image/{form.lower()}") == (301, 47)
    with_notes = photograph(form, (301, 47))
    assert headers.size_of(with_notes, f"image/{form.lower()}") == (301, 47)


@given(st.binary(max_size=60), st.sampled_from(sorted(pictures.IMAGES)))
def test_headers_of_any_bytes_give_a_size_or_none(content: bytes, media_type: str) -> None:
    size = headers.size_of(content, media_type)
    assert size is None or min(size) > 0


def workbook(macro: bool = False) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        book.add_worksheet()
    return buffer.getvalue() + (b"xl/vbaProject.bin" if macro else b"")


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.exe", b"MZ\x90", "file_type"),
        ("a.svg", b"<svg onload='alert(1)'/>", "file_type"),
        ("a.html", b"<html>", "file_type"),
        ("photo.jpg.html", b"\xff\xd8\xff", "file_type"),
        ("a", b"%PDF-1.7", "file_type"),
        ("a.pdf", b"", "file_empty"),
        ("a.pdf", b"<html>%PDF-1.7", "file_mismatch"),
        ("a.jpg", b"%PDF-1.7", "file_mismatch"),
        ("a.png", b"\xff\xd8\xff\xe0", "file_mismatch"),
        ("a.jpg", b"\xff\xd8\xff\xe0 no picture", "image_damaged"),
        ("a.xlsx", b"PK\x03\x04 no workbook", "incomplete"),
        ("a.xlsx", workbook(macro=True), "file_mismatch"),
    ],
)
def test_what_is_not_what_it_says_is_refused(name: str, content: bytes, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        contents.check(name, content)
    assert refused.value.code == code
    assert refused.value.remedy


def test_reports_and_workbooks_pass_as_they_are() -> None:
    for name, content in (("检验报告.pdf", b"%PDF-1.7\n"), ("附表.XLSX", workbook())):
        checked = contents.check(name, content)
        assert (checked.name, checked.served, checked.preview) == (name, content, None)


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("铭牌 照片.jpg", "铭牌 照片.jpg"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\temp\\图.png", "图.png"),
        ("a\r\nX-Evil: 1.pdf", "aX-Evil: 1.pdf"),
        ("gpj.\u202efdp.exe", "gpj.fdp.exe"),
        ("...", "file"),
        ("长" * 300 + ".pdf", "长" * 146 + ".pdf"),
    ],
)
def test_names_lose_what_could_mislead(given_name: str, kept: str) -> None:
    assert contents.clean_name(given_name) == kept


@given(st.text(max_size=400))
def test_every_name_becomes_a_harmless_one(name: str) -> None:
    kept = contents.clean_name(name)
    assert 0 < len(kept) <= contents.LONGEST_NAME
    assert not set(kept) & set("/\\\r\n\0")


@given(st.binary(max_size=300), st.sampled_from(sorted(contents.EXTENSIONS)))
def test_any_bytes_are_taken_or_refused(content: bytes, extension: str) -> None:
    magic = {
        contents.JPEG: b"\xff\xd8\xff",
        contents.PNG: b"\x89PNG\r\n\x1a\n",
        contents.WEBP: b"RIFF\x00\x01\x00\x00WEBP",
        contents.XLSX: b"PK\x03\x04",
    }.get(contents.EXTENSIONS[extension], b"%PDF-")
    try:
        checked = contents.check(f"a{extension}", magic + content)
    except Invalid as refused:
        assert refused.code in {
            "image_damaged",
            "image_too_large",
            "damaged",
            "incomplete",
            "file_mismatch",
            "not_a_ledger",
            "bomb",
            "too_large",
            "password",
        }
    else:
        assert checked.original == magic + content


def test_the_process_that_decodes_has_no_secrets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = "open(f'{folder}/{name}', 'w').write(' '.join(os.environ))"
    program = tmp_path / "pictures.py"
    program.write_text(
        f"import os, sys\nfolder = sys.argv[2]\nfor name in ('served', 'preview'): {told}\n"
    )
    monkeypatch.setattr(pictures, "__file__", str(program))
    monkeypatch.setenv("HUANXIN_BACKUP_KEY", "secret")
    seen = decoding.copies(b"", pictures.PNG).served
    assert b"PATH" in seen
    assert b"HUANXIN" not in seen
