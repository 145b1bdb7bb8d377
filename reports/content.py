"""What a filed form says, as plain JSON: the one shape that preview, snapshot and sheet share."""

import json

from colleges.models.audit import canonical

# Lie apart in a Revision so that they can be erased without breaking its hash: by the `form` that
# a content says it is. The first form there was, 附件1, says none.
PERSONAL_FACTS = {
    "": ("leader_name", "leader_phone"),
    "media_package": ("people", "photographer"),
}


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


def personal_facts(content):
    return PERSONAL_FACTS.get(content.get("form", ""), ())


def without_personal(content):
    """(content without personal facts, {row id: its personal facts})."""
    if not (names := personal_facts(content)):
        return content, {}
    personal = {str(row["id"]): {name: row[name] for name in names} for row in content["rows"]}
    rows = [
        {name: value for name, value in row.items() if name not in names} for row in content["rows"]
    ]
    return content | {"rows": rows}, personal


def with_personal(content, personal):
    """The other way round; "" where personal facts are erased."""
    if not (names := personal_facts(content)):
        return content
    blank = dict.fromkeys(names, "")
    known = personal or {}
    return content | {"rows": [row | known.get(str(row["id"]), blank) for row in content["rows"]]}
