"""What the repository itself promises."""

import ast
import re
import subprocess
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from timeline.environment import asked_for

ROOT = Path(settings.BASE_DIR)
PACKAGE = ROOT / "timeline"
DOORS = {"urls", "views", "admin", "management", "middleware", "htmx", "serving", "slowness", "wsgi"}
FACTS = {"models", "dates"}
SHAPES = {"formats", "templatetags"}
OUTSIDE = {"settings", "environment", "apps", "migrations", "__init__"}
TOP = {"manage.py", "pyproject.toml", "README.md", "Makefile", "LICENSE", "CHANGELOG.md", "CONTRIBUTING.md"}
TOP |= {"requirements.lock", "requirements-dev.lock", "timeline", "templates", "static", "tests", "fixtures"}


def room(module):
    """doors 3, rules 2, facts 1; shapes and set-up stand beside them."""
    name = module.split(".")[0]
    if name in DOORS:
        return 3
    return 1 if name in FACTS else 0 if name in SHAPES | OUTSIDE else 2


def imports_of(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("timeline"):
            names = [alias.name for alias in node.names] if node.module == "timeline" else [node.module[9:]]
            yield from names
        elif isinstance(node, ast.Import):
            yield from (alias.name[9:] for alias in node.names if alias.name.startswith("timeline."))


def modules():
    for path in sorted(PACKAGE.rglob("*.py")):
        name = ".".join(path.relative_to(PACKAGE).with_suffix("").parts)
        if "migrations" not in path.parts:
            yield pytest.param(path, name, id=name)


@pytest.mark.parametrize(("path", "name"), list(modules()))
def test_imports_run_downward(path, name):
    here = room(name)
    upward = [other for other in imports_of(path) if here and room(other) > here]
    assert upward == []


@pytest.mark.parametrize(("path", "name"), list(modules()))
def test_facts_do_not_know_the_shapes_and_dates_do_not_know_django(path, name):
    text = path.read_text()
    if room(name) == 1:
        assert not [other for other in imports_of(path) if other.split(".")[0] in SHAPES]
    if name.startswith("dates"):
        assert not re.search(r"^\s*(from|import) django", text, re.MULTILINE)


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def tracked(*patterns):
    listed = subprocess.run(["git", "ls-files", "-z", *patterns], cwd=ROOT, capture_output=True, text=True, check=True)
    found = [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]
    assert found, patterns
    return found


def test_the_top_level_holds_nothing_else():
    top = {path.relative_to(ROOT).parts[0] for path in tracked()}
    assert {name for name in top if not name.startswith(".")} <= TOP


def test_pages_fetch_nothing_from_anyone_else():
    fetched = re.compile(
        r"""(?:src|srcset|poster|data)\s*=\s*["']?(?:https?:)?//|url\(\s*["']?(?:https?:)?//|@import"""
    )
    for path in tracked("templates", "static"):
        if path.suffix in (".html", ".css", ".js", ".svg"):
            assert not fetched.search(path.read_text()), path


def test_no_template_holds_a_script_style_or_handler():
    inline = re.compile(
        r"<style|\sstyle=|\son[a-z]+=|javascript:|hx-on|<script(?![^>]*\ssrc=)(?![^>]*application/ld)", re.IGNORECASE
    )
    for path in tracked("templates"):
        found = inline.search(path.read_text())
        assert found is None, (path, found)


def test_no_lock_file_names_a_host():
    for path in tracked("*.lock", "*package-lock.json"):
        assert not re.search(r"https?://", path.read_text()), path


def test_every_module_can_be_held_in_the_head():
    long = {
        path.name: len(path.read_text().splitlines())
        for path in tracked("timeline/*.py")
        if "migrations" not in path.parts
    }
    assert {name: lines for name, lines in long.items() if lines > 420} == {}


def test_the_readme_names_every_setting_and_no_other():
    readme = (ROOT / "README.md").read_text()
    named = set(re.findall(r"^\| `([A-Z_]+)` \|", readme, re.MULTILINE))
    assert named == set(asked_for)


def test_the_public_site_needs_under_30_kb_of_style_and_15_kb_of_script_of_its_own():
    public = [path.read_text() for path in tracked("templates") if "admin" not in path.parts]
    named = {name for text in public for name in re.findall(r"""static ["']([^"']+\.(?:css|js))["']""", text)}
    sizes = {name: (ROOT / "static" / name).stat().st_size for name in named if (ROOT / "static" / name).is_file()}
    assert {"app.css", "app.js"} <= set(sizes)
    assert sum(size for name, size in sizes.items() if name.endswith(".css")) < 30_000, sizes
    assert sum(size for name, size in sizes.items() if name.endswith(".js")) < 15_000, sizes
