"""Faces: what they hold, what happens where they do not, which files are refused."""

from pathlib import Path

import pytest

from inventory.enforcement.documents.fonts import DEFAULTS, FOLDER, GETA, FontError, register


def test_faces_and_licence_are_there_and_small() -> None:
    sizes = [(FOLDER / name).stat().st_size for name in DEFAULTS.values()]
    assert sum(sizes) < 20_000_000
    assert "SIL OPEN FONT LICENSE" in (FOLDER / "OFL.txt").read_text(encoding="utf-8")


def test_the_body_face_draws_gbk_and_the_signs_of_the_trade() -> None:
    fonts = register()
    gbk = [char for char in map(chr, range(0x4E00, 0x9FA6)) if char.encode("gbk", errors="ignore")]
    assert len(gbk) > 20_000
    assert fonts.missing(gbk) == ()
    assert fonts.missing("〔〕①②⑩ⅠⅡⅫ℃²³㎡·—–…“”‘’≤≥±×□№￥‰") == ()
    assert fonts.missing("喆堃昇旸翀琮玥淏赟镕㛃䶮㴔䴙𬭚𬭊") == ()


def test_a_rare_character_comes_from_another_face() -> None:
    fonts = register()
    assert fonts.glyph("龘", "heading").font == fonts.name("body")
    assert fonts.glyph("责", "heading").font == fonts.name("heading")
    runs = list(fonts.runs("责龘令", "heading"))
    assert [text for _, text in runs] == ["责", "龘", "令"]


def test_a_character_without_glyph_is_seen_and_named() -> None:
    fonts = register()
    assert fonts.glyph("₂").text == "2"
    assert fonts.glyph("☃").text == GETA
    assert fonts.glyph("☃").advance == 1.0
    assert fonts.missing("雪☃人😀") == ("☃", "😀")


def test_own_faces_by_path(tmp_path: Path) -> None:
    own = tmp_path / "FangSong.ttf"
    own.write_bytes((FOLDER / DEFAULTS["heading"]).read_bytes())
    fonts = register(body=own)
    assert fonts.name("body").startswith("FangSong-")
    assert fonts.glyph("龘").font != fonts.name("body")
    assert fonts.missing("龘") == ()


def test_files_that_cannot_be_embedded(tmp_path: Path) -> None:
    other = tmp_path / "font.otf"
    other.write_bytes(b"OTTO" + bytes(100))
    for path in (other, tmp_path / "absent.ttf"):
        with pytest.raises(FontError, match=path.name):
            register(body=path)
