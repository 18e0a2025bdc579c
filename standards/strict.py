"""Reading TOML strictly: every key is asked for by name, and what is left over is an error."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

from standards.errors import LibraryError

T = TypeVar("T")
DEEPEST_KEY = 16
# The parser's time grows with the square of a dotted key's parts: 100 KB of them took 100 s.
_DEEP_KEY = re.compile(rf"""(?<![\w"'.-])(?:[\w"'-]++[ \t]*+\.[ \t]*+){{{DEEPEST_KEY}}}[\w"'-]""")
_AT_LINE = re.compile(r"at line ([0-9]+)")


class Entry:
    """One TOML table of a library file. ``finish()`` refuses keys that nobody asked for."""

    def __init__(
        self,
        values: Mapping[str, Any],
        file: str,
        where: str = "",
        path: tuple[str | int, ...] = (),
    ) -> None:
        self._left = dict(values)
        self.written = values
        self.file = file
        self.where = where
        self.path = path

    def name(self, key: str) -> str:
        return f"{self.where}.{key}" if self.where else key

    def fail(
        self, key: str, problem: str, problem_en: str, code: str = "", value: object = None
    ) -> LibraryError:
        """The refusal of a key; ``code`` and ``value`` as of LibraryError."""
        return LibraryError(
            self.file,
            self.name(key),
            problem,
            problem_en,
            code=code,
            value=self.written.get(key) if value is None else value,
            path=(*self.path, *key.split(".")),
        )

    def _take(self, key: str, kind: type[T], required: bool) -> T | None:
        if key not in self._left:
            if required:
                raise self.fail(key, "缺少此项", "is missing", "missing")
            return None
        value = self._left.pop(key)
        wrong_bool = isinstance(value, bool) and kind is not bool
        wrong_time = isinstance(value, datetime)
        if not isinstance(value, kind) or wrong_bool or wrong_time:
            raise self.fail(
                key, f"值 {value!r} 的类型不对", f"{value!r} is not a {kind.__name__}", "type"
            )
        return value

    def text(self, key: str) -> str:
        value = self._take(key, str, True)
        if not value:
            raise self.fail(key, "不能为空", "must not be empty", "missing")
        return value

    def text_or_none(self, key: str) -> str | None:
        return self._take(key, str, False)

    def flag(self, key: str) -> bool:
        return bool(self._take(key, bool, False))

    def day(self, key: str) -> date:
        value = self._take(key, date, True)
        assert value is not None  # _take raises when a required key is absent
        return value

    def day_or_none(self, key: str) -> date | None:
        return self._take(key, date, False)

    def number_or_none(self, key: str) -> float | None:
        if isinstance(self._left.get(key), int):
            value = self._take(key, int, False)
            return None if value is None else float(value)
        return self._take(key, float, False)

    def number(self, key: str) -> float:
        value = self.number_or_none(key)
        if value is None:
            raise self.fail(key, "缺少此项", "is missing", "missing")
        return value

    def numbers(self, key: str) -> tuple[float, ...]:
        values = self._take(key, list, False) or []
        if not all(isinstance(v, (int, float)) and not isinstance(v, bool) for v in values):
            raise self.fail(key, "须为数字列表", "must be a list of numbers", "type")
        return tuple(float(v) for v in values)

    def texts(self, key: str, required: bool = False) -> tuple[str, ...]:
        values = self._take(key, list, required) or []
        if not all(isinstance(v, str) for v in values):
            raise self.fail(key, "须为文本列表", "must be a list of texts", "type")
        if len(set(values)) != len(values):
            raise self.fail(key, "有重复的值", "holds a value twice", "duplicate")
        return tuple(values)

    def choice(self, key: str, allowed: Iterable[str], default: str | None = None) -> str:
        value = self._take(key, str, default is None)
        value = default if value is None else value
        words = tuple(allowed)
        if value not in words:
            raise self.fail(
                key,
                f"“{value}”不在可用值之内：{'、'.join(words)}",
                f"{value!r} is not one of {', '.join(words)}",
                "choice",
            )
        return str(value)

    def entries(self, key: str, label: str = "id") -> list[Entry]:
        """The sub-tables of an array, each named by its ``label`` or its position."""
        found = self._take(key, list, False) or []
        result = []
        for position, values in enumerate(found, start=1):
            if not isinstance(values, dict):
                raise self.fail(key, "须为表", "must hold tables", "type")
            name = self.name(f"{key}[{values.get(label, position)}]")
            result.append(Entry(values, self.file, name, (*self.path, key, position - 1)))
        return result

    def entry(self, key: str) -> Entry | None:
        values = self._take(key, dict, False)
        return (
            None if values is None else Entry(values, self.file, self.name(key), (*self.path, key))
        )

    def mapping_list(self, key: str) -> tuple[tuple[str, ...], ...]:
        """A list of lists of texts, none of them empty."""
        values = self._take(key, list, True) or []
        for value in values:
            if (
                not isinstance(value, list)
                or not value
                or not all(isinstance(v, str) for v in value)
            ):
                raise self.fail(
                    key, "须为文本列表的列表", "must be a list of lists of texts", "type"
                )
        return tuple(tuple(value) for value in values)

    def mapping(self, key: str) -> dict[str, Any]:
        return dict(self._take(key, dict, False) or {})

    def names(self) -> list[str]:
        return list(self._left)

    def finish(self) -> None:
        if self._left:
            key = sorted(self._left)[0]
            raise self.fail(key, "未知的键", "is not a known key", "unknown_key")


def read_toml(path: Path, root: Path) -> Entry:
    """The top table of a file.

    Raises: LibraryError when the file is absent or is not TOML.
    """
    name = path.relative_to(root).as_posix()
    try:
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise no_file(name) from error
    return parse_toml(name, content)


def no_file(name: str) -> LibraryError:
    return LibraryError(name, "-", "文件不存在", "the file does not exist", code="no_file")


def parse_toml(name: str, content: bytes) -> Entry:
    """The top table of a TOML text in UTF-8.

    Raises: LibraryError where it is not TOML, with the line.
    """
    text = decoded(name, content)
    deep = _DEEP_KEY.search(text)
    if deep:
        raise LibraryError(
            name,
            "-",
            f"键的层数超过 {DEEPEST_KEY}",
            f"a key of more than {DEEPEST_KEY} parts",
            code="toml",
            line=text.count("\n", 0, deep.start()) + 1,
        )
    try:
        return Entry(tomllib.loads(text), name)
    except RecursionError as error:
        raise LibraryError(
            name, "-", "方括号或花括号嵌套过深", "brackets are nested too deep", code="toml", line=1
        ) from error
    except tomllib.TOMLDecodeError as error:
        at = _AT_LINE.search(str(error))
        raise LibraryError(
            name,
            "-",
            f"不是有效的 TOML：{error}",
            f"not TOML: {error}",
            code="toml",
            line=int(at[1]) if at else text.count("\n") + 1,
        ) from error


def decoded(name: str, content: bytes) -> str:
    """A text in UTF-8, with or without a byte order mark.

    Raises: LibraryError naming the line of the first byte that is not.
    """
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise LibraryError(
            name,
            "-",
            "不是 UTF-8 编码",
            f"not UTF-8: {error.reason}",
            code="encoding",
            line=content.count(b"\n", 0, error.start) + 1,
        ) from error
