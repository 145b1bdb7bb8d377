"""What a filed form says, as plain JSON: the one shape that preview, snapshot and sheet share."""

import json

from colleges.models.audit import canonical

# Lie apart in a Revision so that they can be erased without breaking its hash.
PERSONAL_FACTS = ("leader_name", "leader_phone")


def info_form_content(filing, activities):
    """附件1 of one college: {"unit", "edition", "title", "rows": [facts of each activity]}."""
    rows = [activity.facts() | {"id": activity.pk} for activity in activities]
    return json.loads(
        canonical(
            {
                "edition": filing.edition.code,
                "title": filing.requirement.title,
                "unit": filing.college.name,
                "rows": rows,
            }
        )
    )


def without_personal(content):
    """(content without personal facts, {row id: its personal facts})."""
    personal = {
        str(row["id"]): {name: row[name] for name in PERSONAL_FACTS} for row in content["rows"]
    }
    rows = [
        {name: value for name, value in row.items() if name not in PERSONAL_FACTS}
        for row in content["rows"]
    ]
    return content | {"rows": rows}, personal


def with_personal(content, personal):
    """The other way round; "" where personal facts are erased."""
    blank = dict.fromkeys(PERSONAL_FACTS, "")
    known = personal or {}
    return content | {"rows": [row | known.get(str(row["id"]), blank) for row in content["rows"]]}
