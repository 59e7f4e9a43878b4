"""The project's documents: a README for each app; no URL of a package registry, no path of one machine."""

import re

from tests.architecture.files import ROOT, name, project_files
from tests.routes import project_apps

# Joined, so that this file does not contain what it looks for.
FORBIDDEN = re.compile(
    "|".join(
        (
            "py" + r"pi\.org",
            "python" + r"hosted\.org",
            "registry" + r"\.npmjs",
            "index" + r"-url\s*=",
            r"(?<![\w.])/" + r"work/",
            r"(?<![\w.])/" + r"root/",
            r"(?<![\w.])/" + r"home/\w+/",
            r"\.lib" + r"rary/",
        )
    )
)
TEXT = {
    "", ".cfg", ".conf", ".css", ".csv", ".html", ".js", ".json", ".md", ".po", ".py", ".service",
    ".sh", ".svg", ".timer", ".toml", ".txt", ".xml", ".yaml", ".yml",
}  # fmt: skip
DECISION = re.compile(r"\d{4}-[a-z0-9-]+\.md")


def forbidden(text: str) -> list[str]:
    """Return the registry addresses and machine paths in a text."""
    return FORBIDDEN.findall(text)


def test_no_file_names_a_registry_or_a_machine() -> None:
    texts = {name(p): p for p in project_files() if p.suffix in TEXT}
    wrong = {
        path: found for path, p in texts.items() if (found := forbidden(p.read_text("utf-8", "replace")))
    }
    assert wrong == {}


def test_a_registry_or_a_machine_path_is_caught() -> None:
    samples = [
        "https://py" + "pi.org/simple",
        "cd /wo" + "rk/main",
        "open('/ro" + "ot/x')",
        "see framework/main",
    ]
    assert [len(forbidden(sample)) for sample in samples] == [1, 1, 1, 0]


def test_every_app_has_a_readme_of_a_page() -> None:
    lines = {app: _lines(app) for app in ("core", *project_apps())}
    assert {app: count for app, count in lines.items() if not 10 <= count <= 120} == {}


def _lines(app: str) -> int:
    path = ROOT / app.replace(".", "/") / "README.md"
    return len(path.read_text("utf-8").splitlines()) if path.exists() else 0


def test_the_documents_exist() -> None:
    papers = ("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "benchmarks/README.md")
    assert [paper for paper in papers if not (ROOT / paper).exists()] == []


def test_every_decision_has_a_number_of_its_own() -> None:
    names = sorted(
        path.name for path in (ROOT / "docs" / "decisions").glob("*.md") if path.name != "README.md"
    )
    assert [paper for paper in names if not DECISION.fullmatch(paper)] == []
    numbers = [paper[:4] for paper in names]
    assert sorted(set(numbers)) == numbers
