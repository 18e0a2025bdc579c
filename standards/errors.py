"""What the package refuses, in both languages."""

from __future__ import annotations


class StandardsError(Exception):
    """Anything that the standards package refuses. ``message`` is Chinese, ``message_en``
    English.
    """

    def __init__(self, message: str, message_en: str) -> None:
        super().__init__(f"{message} / {message_en}")
        self.message = message
        self.message_en = message_en


class LibraryError(StandardsError):
    """A data file of the library is wrong. Names the file and the key.

    ``code`` says what sort of mistake it is, ``value`` what stands there; ``line`` is the row of a
    CSV file (its header is row 1), ``path`` the place in a TOML file: keys, and array positions.
    """

    def __init__(
        self,
        file: str,
        key: str,
        problem: str,
        problem_en: str,
        *,
        code: str = "",
        value: object = None,
        line: int | None = None,
        path: tuple[str | int, ...] = (),
    ) -> None:
        super().__init__(f"{file}：{key}：{problem}", f"{file}: {key}: {problem_en}")
        self.file = file
        self.key = key
        self.problem = problem
        self.problem_en = problem_en
        self.code = code
        self.value = value
        self.line = line
        self.path = path
