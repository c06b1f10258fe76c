"""The files of the project."""
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NOT_OURS = {".git", "build", ".cache", "__pycache__"}


def tracked(root=ROOT):
    """Paths, relative to `root`, of what git has or would take; without git, of all that is not built. Sorted."""
    try:
        command = ["git", "-C", str(root), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        listed = subprocess.run(command, capture_output=True, check=True).stdout
        names = [name.decode() for name in listed.split(b"\0") if name]
    except (OSError, subprocess.CalledProcessError):
        names = [path.relative_to(root).as_posix() for path in root.rglob("*")
                 if not NOT_OURS & set(path.relative_to(root).parts)]
    return sorted(name for name in set(names) if (root / name).is_file())


def texts(names=None, root=ROOT):
    """{path: text} of the files in `names` (default: all of them) that are UTF-8."""
    found = {}
    for name in tracked(root) if names is None else names:
        try:
            found[name] = (root / name).read_text("utf-8")
        except UnicodeDecodeError:
            continue
    return found


def is_source(name):
    """Whether the path is C++ of the product: not of its tests."""
    return name.endswith((".cpp", ".hpp", ".def", ".cpp.in", ".h", ".cc")) and name.startswith(
        ("daemon/", "config/", "connectors/"))
