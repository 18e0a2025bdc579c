"""What the command line adds to a message about a file: by which argument the remedy is given."""

from __future__ import annotations

from .model import FileProblem

_HEADER = "--header-row N、--map C=model", "--header-row N, --map C=model"
_BY_CODE = {
    "no_header": _HEADER,
    "no_rows": _HEADER,
    "offers": ("--header-row N", "--header-row N"),
    "two_headers": ("--header-row N", "--header-row N"),
    "header_row": ("--header-row N", "--header-row N"),
    "kind_unclear": ("--kind {kinds}", "--kind {kinds}"),
    "conflicting_columns": ("--map {first}=", "--map {first}="),
}


def on_command_line(problem: FileProblem) -> FileProblem:
    """The problem with the arguments that answer it."""
    arguments = _BY_CODE.get(problem.code)
    if arguments is None:
        return problem
    zh, en = (text.format_map(problem.params) for text in arguments)
    return FileProblem(
        problem.code,
        problem.message,
        problem.message_en,
        f"{problem.remedy}（命令行：{zh}）",
        f"{problem.remedy_en} ({en})",
        problem.params,
    )
