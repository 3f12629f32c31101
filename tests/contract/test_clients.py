"""Generators of clients take the document without a warning, and what they make is right: by the compiler, and by use.

What docs/api.md shows of it is run here as it stands there, against a server.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from cms.api.openapi.document import build
from config.env import BASE_DIR
from tests import contract_tools
from tests.factories import medications as make
from tests.factories.core import restore_tree

HERE = Path(__file__).parent / "typescript"
PATIENCE = 120
HEADINGS = ["What it is", "How to use it"]

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("clients")]
with_typescript = pytest.mark.skipif(
    contract_tools.typescript() is None, reason="NOT TESTED: no TypeScript with Node could be found here"
)
with_python = pytest.mark.skipif(
    contract_tools.python_client_generator() is None,
    reason="NOT TESTED: no generator of Python clients could be found here",
)


def run(*command: str | Path, folder: Path) -> subprocess.CompletedProcess[str]:
    """With the tools on the PATH: a generator may call a formatter."""
    paths = f"{contract_tools.FOLDER / 'bin'}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        [str(part) for part in command],
        cwd=folder,
        env={"PATH": paths, "HOME": str(folder), "NO_COLOR": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


def example(language: str) -> str:
    """The example in that language in docs/api.md."""
    (found,) = re.findall(rf"```{language}\n(.*?)```", (BASE_DIR / "docs/api.md").read_text(), re.DOTALL)
    assert isinstance(found, str)
    return found


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("document") / "openapi.json"
    path.write_text(json.dumps(build()))
    return path


@pytest.fixture(scope="module")
def types(document: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the types, and with what uses them."""
    folder = tmp_path_factory.mktemp("typescript")
    for file in (HERE / "tsconfig.json", HERE / "narrowing.ts"):
        shutil.copy(file, folder)
    (folder / "example.ts").write_text(example("ts"))
    made = run(_tool("openapi-typescript"), document, "-o", folder / "formulary.d.ts", folder=folder)
    assert made.returncode == 0, made.stdout
    (folder / "said.txt").write_text(made.stdout)
    return folder


@pytest.fixture(scope="module")
def python_client(document: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the client, and with the example."""
    folder = tmp_path_factory.mktemp("python")
    generator = contract_tools.python_client_generator()
    assert generator is not None
    options = ("--meta", "none", "--output-path", "formulary_client", "--fail-on-warning")
    made = run(generator, "generate", "--path", document, *options, folder=folder)
    assert made.returncode == 0, made.stdout
    (folder / "said.txt").write_text(made.stdout)
    (folder / "example.py").write_text(example("python"))
    return folder


@pytest.fixture
def drug(transactional_db: None) -> Any:
    restore_tree()
    body = [part for heading in HEADINGS for part in make.a_section(heading)]
    return make.publish(make.DrugPageFactory(title="Pimecrolimus", slug="pimecrolimus", body=body))


def _tool(name: str) -> Path:
    folder = contract_tools.typescript()
    assert folder is not None
    return folder / name


def compiled(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    return run(_tool("tsc"), "--project", folder, *options, folder=folder)


@with_typescript
def test_typescript_types_are_made_without_a_warning(types: Path) -> None:
    said = (types / "said.txt").read_text()
    assert not re.search(r"warn|deprecat|error|⚠", said, re.IGNORECASE), said
    assert "openapi.json" in said


@with_typescript
def test_pages_blocks_and_entities_narrow_and_a_wrong_field_does_not_compile(types: Path) -> None:
    checked = compiled(types, "--noEmit")
    assert checked.returncode == 0, checked.stdout


@with_typescript
def test_the_compiler_is_asked_in_earnest(types: Path, tmp_path: Path) -> None:
    """Without its `@ts-expect-error`, each line is refused, and for the reason that is meant."""
    for file in ("tsconfig.json", "formulary.d.ts"):
        shutil.copy(types / file, tmp_path)
    refused = {
        "page.steps;": "Property 'steps' does not exist",
        "page.medicine.name;": "'page.medicine' is possibly 'null'",
        "page.body[0]!.value.heading;": "Property 'heading' does not exist",
    }
    (tmp_path / "wrong.ts").write_text(
        'import type { components } from "./formulary";\n'
        'export function wrong(page: components["schemas"]["Page"]): void {\n'
        '  if (page.type !== "medications.DrugPage") return;\n' + "\n".join(refused) + "\n}\n"
    )
    checked = compiled(tmp_path, "--noEmit")
    assert checked.returncode != 0
    for number, (line, why) in enumerate(refused.items(), start=4):
        assert re.search(rf"wrong\.ts\({number},.*{re.escape(why)}", checked.stdout), (line, checked.stdout)


@with_typescript
@pytest.mark.django_db(transaction=True)
def test_the_typescript_example_runs(types: Path, live_server: Any, drug: Any) -> None:
    built = compiled(types, "--outDir", "built")
    assert built.returncode == 0, built.stdout
    (types / "built" / "package.json").write_text('{"type": "module"}')
    (types / "built" / "run.js").write_text(
        'import { atPath, headings } from "./example.js";\n'
        f'const page = await atPath("{live_server.url}", "/medications/pimecrolimus/");\n'
        f'const none = await atPath("{live_server.url}", "/nowhere/");\n'
        "console.log(JSON.stringify({ headings: headings(page), none }));\n"
    )
    ran = run("node", "built/run.js", folder=types)
    assert ran.returncode == 0, ran.stdout
    assert json.loads(ran.stdout) == {"headings": HEADINGS, "none": None}


@with_python
def test_a_python_client_is_made_without_a_warning(python_client: Path) -> None:
    said = (python_client / "said.txt").read_text()
    assert not re.search("warn|skip|error", said, re.IGNORECASE), said
    operations = [path["get"]["operationId"] for path in build()["paths"].values()]
    made = {file.stem for file in (python_client / "formulary_client" / "api").rglob("*.py")}
    assert set(operations) <= made


@with_python
@pytest.mark.django_db(transaction=True)
def test_the_python_example_runs(python_client: Path, live_server: Any, drug: Any) -> None:
    (python_client / "run.py").write_text(
        "import json\n"
        "from example import headings\n"
        f'site = "{live_server.url}"\n'
        'print(json.dumps([headings(site, path) for path in ("/medications/pimecrolimus/", "/nowhere/")]))\n'
    )
    ran = run(contract_tools.FOLDER / "bin" / "python", "run.py", folder=python_client)
    assert ran.returncode == 0, ran.stdout
    assert json.loads(ran.stdout) == [HEADINGS, []]
