"""The style is a test: a rule that a test holds does not rot."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
# Each may import itself and what stands to its right.
LAYERS = ["vocweek", "reports", "activities", "colleges"]
MODULE_LINES, FUNCTION_LINES, VIEW_LINES = 400, 50, 20
DRAWERS = {"utils", "helpers", "common", "services", "managers", "signals"}
FORBIDDEN = {
    r"\bmark_safe\b": "escape, and let the template decide",
    r"\bcsrf_exempt\b": "every change carries its token",
    r"\.extra\(": "say it with the ORM",
    r"\.raw\(": "say it with the ORM",
    r"datetime\.(now|utcnow|today)\(": "take django.utils.timezone.now()",
    r"\bimport \*": "name what you use",
}
FORBIDDEN_IN_TEMPLATES = {
    r"\|\s*safe\b": "user text is escaped",
    r"\{%\s*autoescape off": "user text is escaped",
    r"\sstyle\s*=": "the policy allows no style attribute",
    r"\son[a-z]+\s*=": "the policy allows no handler attribute",
    r"<style": "the policy allows no style element",
    r"<script(?![^>]*(\bsrc=|nonce=))": "an inline script needs the nonce",
    r"""(<link[^>]*href|\ssrc)\s*=\s*["'](https?:)?//""": "nothing comes from other hosts",
}
# Read by Django, allauth or crispy under these names, not by a view of ours.
FOUND_BY_OTHERS = re.compile(
    r"^(account/|allauth/|mfa/|4[0-9]{2}|500|bootstrap5/|registration/)|^(base[a-z_]*|robots)\."
)


def modules():
    files = (file for layer in LAYERS for file in (ROOT / layer).rglob("*.py"))
    return sorted(file for file in files if "migrations" not in file.parts)


def name_of(file):
    return str(file.relative_to(ROOT))


def templates():
    return sorted((ROOT / "templates").rglob("*.html"))


@cache
def tree(file):
    return ast.parse(file.read_text())


every_module = pytest.mark.parametrize("file", modules(), ids=name_of)
every_template = pytest.mark.parametrize("file", templates(), ids=name_of)


def imported(node):
    """Top-level packages that an import statement names ([] for relative ones)."""
    if isinstance(node, ast.Import):
        return [alias.name.split(".")[0] for alias in node.names]
    if isinstance(node, ast.ImportFrom) and not node.level:
        return [node.module.split(".")[0]]
    return []


def functions(file):
    kinds = ast.FunctionDef | ast.AsyncFunctionDef
    return [node for node in ast.walk(tree(file)) if isinstance(node, kinds)]


@every_module
def test_imports_run_downwards(file):
    layer = LAYERS.index(file.relative_to(ROOT).parts[0])
    names = {name for node in ast.walk(tree(file)) for name in imported(node)}
    assert not names & set(LAYERS[:layer]), "the upper app asks, the lower never tells"


@every_module
def test_no_import_inside_a_function(file):
    found = [
        inner.lineno
        for function in functions(file)
        for inner in ast.walk(function)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]
    assert not found, f"a function-level import is a layering bug: lines {found}"


@every_module
def test_modules_stay_small(file):
    assert len(file.read_text().splitlines()) <= MODULE_LINES, "it is two nouns"


@every_module
def test_functions_stay_small(file):
    most = VIEW_LINES if "views" in file.parts else FUNCTION_LINES
    long = {node.name: length(node) for node in functions(file) if length(node) > most}
    assert not long, f"at most {most} lines: {long}"


def length(function):
    """Lines of the function; what its docstring tells does not count."""
    first = function.body[0]
    told = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    docstring = first.end_lineno - first.lineno + 1 if told and len(function.body) > 1 else 0
    return function.end_lineno - function.lineno + 1 - docstring


@every_module
def test_no_drawers(file):
    assert not DRAWERS & {file.stem, *file.relative_to(ROOT).parts}, "name it after its noun"


@every_module
def test_forbidden_words(file):
    text = file.read_text()
    found = [f"{word}: {why}" for word, why in FORBIDDEN.items() if re.search(word, text)]
    assert not found, found


@every_module
def test_state_changes_only_by_a_verb(file):
    found = [
        node.lineno
        for node in ast.walk(tree(file))
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Attribute) and target.attr == "status"
    ]
    assert not found, f"`status` is assigned by Workflow.move alone: lines {found}"


@every_template
def test_templates_keep_the_policy(file):
    text = re.sub(r"\{%\s*comment.*?endcomment\s*%\}", "", file.read_text(), flags=re.DOTALL)
    found = [why for word, why in FORBIDDEN_IN_TEMPLATES.items() if re.search(word, text)]
    assert not found, found


NAMED = re.compile(r"""["']([\w./-]+\.(?:html|txt|xml|webmanifest))["']""")


def referenced():
    """{template name: the file that names it}, read from code, templates and settings."""
    names = {}
    for file in [*modules(), *(ROOT / "templates").rglob("*.*")]:
        for name in NAMED.findall(file.read_text()):
            names.setdefault(name, name_of(file))
    return names


def test_every_template_is_rendered_by_somebody():
    names = {file.relative_to(ROOT / "templates").as_posix() for file in templates()}
    left = {name for name in names - set(referenced()) if not FOUND_BY_OTHERS.search(name)}
    assert not left, "no view renders these"


def test_every_template_that_is_named_exists():
    ours = re.compile(r"^(parts|colleges|activities|reports|vocweek|account)/|^base")
    named = {name: where for name, where in referenced().items() if ours.search(name)}
    missing = {
        name: where for name, where in named.items() if not (ROOT / "templates" / name).exists()
    }
    assert not missing, missing


def test_scripts_and_styles_of_ours_stay_small():
    """A page may bring its own script, ≤ 400 lines; vendored libraries lie under vendor/."""
    ours = [file for kind in ("js", "css") for file in (ROOT / "static" / kind).rglob("*.*")]
    caps = {".js": 400, ".css": 700}
    long = [
        name_of(file) for file in ours if len(file.read_text().splitlines()) > caps[file.suffix]
    ]
    assert not long


def test_scripts_need_no_eval():
    scripts = list((ROOT / "static" / "js").rglob("*.js"))
    words = re.compile(r"\beval\(|new Function\(|\.innerHTML\s*=|document\.write|https?://")
    found = {name_of(file): words.findall(file.read_text()) for file in scripts}
    assert not {name: words for name, words in found.items() if words}
