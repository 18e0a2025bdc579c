"""What is wrong in a plan, its measures or its quotations is refused with file and key."""

from __future__ import annotations

from pathlib import Path

from tests.standards.damage import Change, assert_refused, refused, replaced


@refused(
    (
        "a measure has neither a rule nor a reason",
        "plans/360704_ganxian/measures.csv",
        replaced(",,conduct\n", ",,\n"),
        "why 360704.2.m4",
    ),
    (
        "a measure has a reason that there is not",
        "plans/360704_ganxian/measures.csv",
        replaced(",,conduct\n", ",,because\n"),
        "why 360704.2.m4",
    ),
    (
        "a measure names a rule that there is not",
        "plans/360704_ganxian/measures.csv",
        replaced("plan.360704.truck,\n", "plan.360704.lorry,\n"),
        "rule plan.360704.lorry",
    ),
    (
        "a rule of a plan that no measure names",
        "plans/360704_ganxian/measures.csv",
        replaced(",plan.360704.truck,\n", ",,offer\n"),
        "rule plan.360704.truck",
    ),
    (
        "a pattern that no rule fits",
        "plans/360704_ganxian/measures.csv",
        replaced("*.batch-*", "*.list-*"),
        "rule *.list-*",
    ),
    (
        "a quotation of a measure that is not the plan's words",
        "plans/360704_ganxian/measures.csv",
        replaced("逐步淘汰国四及以下营运类柴油货车", "逐步淘汰国四以下营运类柴油货车"),
        "360704.9.m1",
    ),
    (
        "a quotation that stands elsewhere in the plan",
        "plans/360704_ganxian/measures.csv",
        replaced("360704.9.m1,9,二（一）9,", "360704.9.m1,9,二（一）8,"),
        "360704.9.m1",
    ),
    (
        "a quotation of a target that is not the plan's words",
        "plans/360704_ganxian/targets.csv",
        replaced("力争创建国家级绿色园区1个", "创建国家级绿色园区1个以上"),
        "360704.3.t3",
    ),
    (
        "a quotation in a message that is not the plan's words",
        "plans/360704_ganxian/plan.toml",
        replaced("逐步淘汰国四及以下营运类柴油货车", "逐步淘汰国四及以下柴油货车"),
        "plan.360704.truck",
    ),
    (
        "a statement twice",
        "plans/360704_ganxian/measures.csv",
        replaced("360704.9.m1,", "360704.9.m2,"),
        "id 360704.9.m2",
    ),
    (
        "a practice repeats nothing that there is",
        "plans/360704_ganxian/practices.csv",
        replaced(",360704.21.m2\n", ",360704.21.m9\n"),
        "same_as 360704.21.m9",
    ),
    (
        "an unknown cycle",
        "plans/440704_jianghai/practices.csv",
        replaced(",quarter,", ",season,"),
        "cycle season",
    ),
    (
        "a field compared with one that there is not",
        "plans/360704_ganxian/plan.toml",
        replaced(
            '[["done_number", "below", "planned_number"]]', '[["done_number", "below", "wanted"]]'
        ),
        "rule[plan.360704.charging].params.test",
    ),
    (
        "plan of a short code",
        "plans/140522_yangcheng/plan.toml",
        replaced('region = "140522"', 'region = "1405"'),
        "region",
    ),
    (
        "plan rule of another region",
        "plans/140522_yangcheng/plan.toml",
        replaced('id = "plan.140522.truck"', 'id = "plan.350504.truck"'),
        "rule[plan.350504.truck].id",
    ),
    (
        "plan's targets",
        "plans/140522_yangcheng/targets.csv",
        replaced("region_code", "region"),
        "表头",
    ),
)
def test_damage_is_refused_with_file_and_key(
    library_copy: Path, file: str, change: Change, key: str
) -> None:
    assert_refused(library_copy, file, change, key)
