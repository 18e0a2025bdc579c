"""Has pictures read by a process of its own, with limits of memory and time."""

from __future__ import annotations

from dataclasses import dataclass
from types import TracebackType

from inventory.core.apart import Apart, Stopped
from inventory.registry.papers import picture_child
from inventory.registry.plates.lines import Line, line_of

PICTURE_SECONDS = 60.0
# A process that has read so many pictures is replaced: what libraries leak ends with it.
MOST_PICTURES = 200


class NotRecognised(Exception):
    """A picture could not be read: ``code`` slow, broken or missing."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Recognised:
    """The lines on a picture, and its size in pixels."""

    lines: list[Line]
    width: int
    height: int


class Recogniser:
    """The process, started with the first picture; a context that ends it."""

    def __init__(self, seconds: float = PICTURE_SECONDS) -> None:
        self._seconds = seconds
        self._apart = Apart(picture_child.__name__)
        self._done = 0

    def __enter__(self) -> Recogniser:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def pid(self) -> int:
        """The process, for those that measure it."""
        return self._apart.pid

    def read(self, content: bytes) -> Recognised:
        """The lines on a picture; raises NotRecognised, after which the next one is tried anew."""
        if not picture_child.installed():
            raise NotRecognised("missing")
        if self._done >= MOST_PICTURES:
            self.close()
        self._done += 1
        try:
            self._apart.ask(content)
            answer = self._apart.answer(self._seconds)
        except Stopped as problem:
            raise NotRecognised(problem.code) from problem
        lines = [line_of(line) for line in answer["lines"]]
        return Recognised(lines, int(answer["width"]), int(answer["height"]))

    def close(self) -> None:
        """End the process, whatever it does."""
        self._apart.close()
        self._done = 0
