"""What is wrong in the code tables of model names is refused with file and key."""

from __future__ import annotations

from pathlib import Path

from tests.standards.damage import Change, appended, assert_refused, refused, replaced

MOTOR_CODES = "nameplates/motor.csv"


@refused(
    (
        "model code for an unknown field",
        MOTOR_CODES,
        replaced("series,Y,motor_category,", "series,Y,motor_kind,"),
        "第2行 field",
    ),
    (
        "model code with a value that is no choice",
        MOTOR_CODES,
        replaced("series,Y,motor_category,三相异步电动机", "series,Y,motor_category,三相"),
        "第2行 value",
    ),
    (
        "model code with an unknown reason",
        MOTOR_CODES,
        replaced("inferred,series_plain", "inferred,because"),
        "第3行 reason",
    ),
    (
        "inferred model code without a reason",
        MOTOR_CODES,
        replaced("inferred,series_plain", "inferred,"),
        "第3行 reason",
    ),
    (
        "prefix that is no pattern",
        "nameplates/prefixes.csv",
        replaced("certainty\n", "certainty\n(,motor,x,,x,single\n"),
        "第2行 pattern",
    ),
    (
        "word of an unknown kind",
        "nameplates/words.csv",
        replaced("certainty\n", "certainty\nhead,火箭,rocket,,,,,x,recalled\n"),
        "第2行 kind",
    ),
    (
        "frame of a motor twice",
        "nameplates/motor_frames.csv",
        replaced("certainty\n", "certainty\nY,80M1-2,0.8,,Y,,x,single\n"),
        "第3行 frame_code",
    ),
    (
        "reason twice",
        "nameplates/reasons.toml",
        appended('[[reason]]\nid = "range"\nzh = "x"\nen = "x"\n'),
        "reason[range].id",
    ),
)
def test_damage_is_refused_with_file_and_key(
    library_copy: Path, file: str, change: Change, key: str
) -> None:
    assert_refused(library_copy, file, change, key)
