"""11: groups and schools, files and modes, certificates, and the demo's folder."""
import os
import resource
import shutil
import stat
import subprocess
import sys

from tests.support import kit
from tests.support.demo.world import python_env

from .daemon import Daemon
from .people import STAFF_COLUMNS, UNITS, pupil, staff
from .settings import source
from .telling import Done, NotHere, check, check_said, story
from .town import Town, need_root, slapd

PUPILS = [pupil(number) for number in range(20)]
NOBODY = 65534


@story(11, "one class written 7A and 7a")
def one_class_in_two_cases(tale):
    town = Town(tale)
    town.export("skara", [{**row, "class": "7A" if number % 2 else "7a"} for number, row in enumerate(PUPILS)])
    for _ in range(2):
        done = town.apply()
    tale.show(done, times=2)
    groups = {dn: len(members) for dn, members in town.members().items()}
    check(list(groups.values()) == [20], f"groups: {groups}")
    check_said(done, 0)
    check(town.plans()["1495"]["changes"] == [], "changes are left")
    tale.note("one group of 20")


@story(11, "the file that names a school fails")
def a_school_keeps_its_name(tale):
    town = Town(tale)
    town.add_source("skara", source("skara-personal", town.path("personal"), "staff", STAFF_COLUMNS))
    town.export("skara", PUPILS)
    town.export("personal", [staff(number) for number in range(5)])
    town.settle()
    units = {dn: values for dn, values in town.entries().items() if "ou=units" in dn and values.get("sisSchoolUnitCode") == [UNITS[0]]}
    check("Skola 0" in str(units), f"the story does not begin: {units}")
    town.put("skara", b"nothing of what is wanted\nx\n")
    check_said(tale.show(town.apply()), 3, "RUN_SOURCE_FAILED|ENGINE_FIELD_UNKNOWN|ENGINE_FIELD_NEAREST")
    after = {dn: values for dn, values in town.entries().items() if dn in units}
    check(after == units, f"the school's entry: {after}")
    tale.note("the school keeps its name")


@story(11, "the last newline of the log is missing")
def the_last_newline(tale):
    town = Town(tale)
    town.export("skara", PUPILS)
    town.settle()
    content = town.chain().read_bytes()
    town.chain().write_bytes(content[:-1])
    town.export("skara", [*PUPILS, pupil(30)])
    check_said(tale.show(town.apply()), 0, "LOG_COMPLETED")
    town.entry_of(pupil(30))
    check(town.chain().read_bytes().startswith(content), "the last line is not as it was")
    check_said(tale.show(town.samkat("log", "verify")), 0)
    tale.note("completed, and all goes on")


@story(11, "the state directory made with umask 0")
def umask_0(tale):
    town = Town(tale)
    town.export("skara", PUPILS)
    tale.show(town.samkat("apply", "--yes", umask=0))
    mode = stat.S_IMODE((town.folder / "state").stat().st_mode)
    check(mode == 0o750, f"mode {mode:o}")
    loose = [str(path.relative_to(town.folder)) for part in ("state", "keys") for path in (town.folder / part).rglob("*")
             if path.stat().st_mode & stat.S_IWOTH]
    check(not loose, f"everybody can write {loose}")
    tale.note("mode 750")


@story(11, "the password file belongs to somebody else")
def anothers_password_file(tale):
    need_root()
    town = Town(tale, server=slapd(tale))
    town.export("skara", PUPILS)
    town.settle()
    password = tale.folder / "password"
    shutil.copy(town.server.info["password_file"], password)
    password.chmod(0o600)
    os.chown(password, NOBODY, NOBODY)
    text = town.main_file().read_text("utf-8").replace(town.server.info["password_file"], str(password))
    town.main_file().write_text(text, "utf-8")
    town.export("skara", [*PUPILS, pupil(30)])
    check_said(tale.show(town.apply()), 1, "BASE_FILE_OWNER")
    check(len(town.people()) == len(PUPILS), "something was written")


def over_ldaps(tale, kind):
    """A town whose directory shows a certificate of that kind."""
    town = Town(tale, server=slapd(tale, "--ldaps", "--certificate", kind, name=kind))
    town.export("skara", PUPILS)
    town.write_main(uri="ldaps", more=f'ca_file = "{town.server.info["ca_file"]}"\n')
    return town


def refused_certificate(tale, kind, *ids):
    """One of the kind is refused, and a right one taken: it is the certificate that made the difference."""
    town = over_ldaps(tale, kind)
    done = tale.show(town.apply())
    check(not town.people(), f"{len(town.people())} accounts were written")
    check_said(done, 1, *ids)
    check_said(tale.show(over_ldaps(tale, "right").apply()), 0)
    tale.note("a right certificate is taken")


@story(11, "a directory server with a certificate for clients only")
def a_certificate_for_clients(tale):
    refused_certificate(tale, "for-clients", "DIRECTORY_TLS_PURPOSE|DIRECTORY_TLS")


@story(11, "a certificate whose CN fits beside a SAN of another name")
def a_certificate_of_another_name(tale):
    refused_certificate(tale, "other-name", "DIRECTORY_TLS")


@story(11, "samkatd started by somebody who allows core dumps")
def core_dumps(tale):
    if resource.getrlimit(resource.RLIMIT_CORE)[1] == 0 and os.geteuid() != 0:
        raise NotHere("nobody may dump core here")
    town = Town(tale)
    town.export("skara", PUPILS)
    daemon = Daemon(tale, town, before='ulimit -c unlimited 2>&- || ulimit -c "$(ulimit -Hc)"')
    line = next(each for each in daemon.proc("limits").splitlines() if each.startswith("Max core file size"))
    tale.ran.append("samkatd")
    check(line.split()[-3:-1] == ["0", "0"], line)
    tale.note("core limit 0, soft and hard")


@story(11, "the demo in a folder that somebody else has planted")
def a_planted_folder(tale):
    need_root()
    victim, theirs = tale.folder / "victim", tale.folder / "theirs"
    victim.mkdir()
    theirs.mkdir()
    os.symlink(victim, theirs / "demo")
    for path in (theirs, theirs / "demo"):
        os.lchown(path, NOBODY, NOBODY)
    words = ["--bin", str(kit.BIN), "--once", "--small", "--dir", str(theirs / "demo")]
    ended = subprocess.run([sys.executable, "-m", "tests.support.demo", *words], cwd=kit.ROOT, env=python_env(), text=True,
                           capture_output=True, stdin=subprocess.DEVNULL, check=False)
    done = tale.show(Done(["./run", "demo", "--once", "--dir", "theirs/demo"], ended))
    check(done.status == 64, f"exit {done.status}: {done.text.strip()[-300:]}")
    left = [path.name for path in victim.iterdir()]
    check(not left, f"written: {left}")
    tale.note("nothing written")
