#!/usr/bin/env python3
"""A private slapd on loopback with samkat's schema, for live tests, the demo and benches.

    slapd.py start DIR [--suffix DN] [--port N] [--ldaps] [--nosync] [--overlays LIST]
    slapd.py stop DIR
    slapd.py run DIR [the same options]     runs until standard input ends, then stops

start and run print one line of JSON: pid, uri, ldapi, ldaps, base, bind_dn, password_file, ca_file.
All that is made lies in DIR; data survives stop and start, and the options of the first start hold for the next ones.
The server is owned by pid: stop ends the process that start made and no other.
"""
import argparse
import base64
import hashlib
import json
import os
import pathlib
import secrets
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse

SCHEMA = pathlib.Path(__file__).resolve().parents[2] / "config" / "schema"
SYSTEM_SCHEMA = pathlib.Path("/etc/ldap/schema")
SLAPD = shutil.which("slapd", path="/usr/sbin:/usr/bin:/usr/lib/openldap:" + os.environ.get("PATH", ""))
SLAPADD = shutil.which("slapadd", path="/usr/sbin:/usr/bin:" + os.environ.get("PATH", ""))
OVERLAYS = ("memberof", "refint", "unique", "accesslog", "ppolicy")
DEFAULTS = {"suffix": "dc=samverkan,dc=example", "port": 0, "ldaps": False, "nosync": False, "overlays": [], "certificate": "right", "access": [],
            "size_limit": "unlimited"}
# What the server's certificate is: subject, extensions, days, and whether the CA has issued it. The address is 127.0.0.1.
CERTIFICATES = {
    "right": ("/CN=localhost", "subjectAltName=IP:127.0.0.1,DNS:localhost\nextendedKeyUsage=serverAuth", 825, True),
    "no-usage": ("/CN=localhost", "subjectAltName=IP:127.0.0.1,DNS:localhost", 825, True),
    "no-names": ("/CN=127.0.0.1", "extendedKeyUsage=serverAuth", 825, True),
    "other-name": ("/CN=127.0.0.1", "subjectAltName=DNS:other.example,IP:127.0.0.9\nextendedKeyUsage=serverAuth", 825, True),
    "for-clients": ("/CN=localhost", "subjectAltName=IP:127.0.0.1,DNS:localhost\nextendedKeyUsage=clientAuth", 825, True),
    "expired": ("/CN=localhost", "subjectAltName=IP:127.0.0.1,DNS:localhost\nextendedKeyUsage=serverAuth", -1, True),
    "self-signed": ("/CN=localhost", "subjectAltName=IP:127.0.0.1,DNS:localhost\nextendedKeyUsage=serverAuth", 825, False),
}
READY_WITHIN = 30  # seconds
STOP_WITHIN = 30
MAX_SIZE = 1 << 30  # of a database, bytes
SOCKET_PATH_LIMIT = 100  # of the 108 bytes of sun_path

# A simple anonymous bind (RFC 4511 section 4.2), message id 1.
ANONYMOUS_BIND = bytes.fromhex("300c020101600702010304008000")

INDEXES = ("objectClass,samkatPersonId,samkatAccountId,samkatMunicipality,samkatAccountStatus,samkatRegisterHash,samkatCivicHash,"
           "eduPersonPrincipalName,uid,sisSchoolUnitCode,norEduPersonNIN,member,entryUUID,entryCSN")


class Problem(Exception):
    """Something that the person who started this must see."""


def writer_of(suffix):
    return f"cn=samkat,{suffix}"


def quoted(text):
    return '"' + str(text).replace("\\", "\\\\").replace('"', '\\"') + '"'


# --- Files of one DIR ---------------------------------------------------------------------------------------------


def write_private(path, text):
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        out.write(text)


def openssl(*arguments):
    done = subprocess.run(["openssl", *map(str, arguments)], stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode != 0:
        raise Problem(f"openssl {arguments[0]}: {done.stderr.strip()}")


def make_certificates(folder, kind):
    """A CA of its own and the server's certificate, one of CERTIFICATES."""
    if (folder / "server.pem").exists():
        return
    subject, lines, days, issued = CERTIFICATES[kind]
    folder.mkdir(mode=0o700, exist_ok=True)
    key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
    openssl("req", "-x509", *key, "-days", "3650", "-subj", "/CN=samkat test CA", "-keyout", folder / "ca.key",
            "-out", folder / "ca.pem", "-addext", "basicConstraints=critical,CA:TRUE",
            "-addext", "keyUsage=critical,keyCertSign,cRLSign")
    openssl("req", *key, "-subj", subject, "-keyout", folder / "server.key", "-out", folder / "server.csr")
    extensions = folder / "extensions"
    extensions.write_text("basicConstraints=CA:FALSE\n" + lines + "\n")
    issuer = ("-CA", folder / "ca.pem", "-CAkey", folder / "ca.key", "-CAcreateserial")
    openssl("x509", "-req", "-in", folder / "server.csr", *(issuer if issued else ("-signkey", folder / "server.key")),
            "-days", str(days), "-extfile", extensions, "-out", folder / "server.pem")


def overlay_lines(options):
    suffix, chosen = options["suffix"], options["overlays"]
    if "memberof" in chosen:
        yield from ("overlay memberof", "memberof-group-oc groupOfNames", "memberof-member-ad member",
                    "memberof-memberof-ad memberOf", "memberof-refint TRUE")
    if "refint" in chosen:
        yield from ("overlay refint", "refint_attributes member owner seeAlso manager",
                    f"refint_nothing {quoted('cn=nobody,' + suffix)}")
    if "unique" in chosen:
        yield "overlay unique"
        for name in ("uid", "eduPersonPrincipalName", "samkatAccountId"):
            yield f"unique_uri ldap:///{urllib.parse.quote(suffix, safe='=,')}?{name}?sub"
    if "ppolicy" in chosen:
        yield from ("overlay ppolicy", f"ppolicy_default {quoted('cn=default,ou=policies,' + suffix)}")
    if "accesslog" in chosen:
        yield from ("overlay accesslog", "logdb cn=accesslog", "logops writes", "logsuccess TRUE")


def accesslog_lines(folder, options):
    if "accesslog" not in options["overlays"]:
        return
    (folder / "accesslog").mkdir(exist_ok=True)
    yield from ("database mdb", "suffix cn=accesslog", "rootdn cn=accesslog", f"directory {quoted(folder / 'accesslog')}",
                f"maxsize {MAX_SIZE}", "index objectClass,entryCSN,reqStart eq", "sizelimit unlimited")
    if options["nosync"]:
        yield "dbnosync"


def config_lines(folder, options):
    suffix, writer = options["suffix"], quoted(writer_of(options["suffix"]))
    for name in ("core", "cosine", "inetorgperson"):
        yield f"include {quoted(SYSTEM_SCHEMA / (name + '.schema'))}"
    for name in ("eduperson", "noredu", "sis", "samkat"):
        yield f"include {quoted(SCHEMA / (name + '.schema'))}"
    yield from (f"pidfile {quoted(folder / 'slapd.pid')}", f"argsfile {quoted(folder / 'slapd.args')}",
                "modulepath /usr/lib/ldap", "moduleload back_mdb")
    yield from (f"moduleload {name}" for name in options["overlays"])
    yield from ("threads 8", "tool-threads 1")
    if options["ldaps"]:
        yield from (f"TLSCACertificateFile {quoted(folder / 'tls/ca.pem')}",
                    f"TLSCertificateFile {quoted(folder / 'tls/server.pem')}",
                    f"TLSCertificateKeyFile {quoted(folder / 'tls/server.key')}")
    # Whoever runs this is the writer over ldapi. The dot stands for the plus sign, which would need escaping twice.
    peer = f"gidNumber={os.getgid()}.uidNumber={os.getuid()},cn=peercred,cn=external,cn=auth"
    yield f"authz-regexp {quoted(peer)} {writer}"
    yield from accesslog_lines(folder, options)
    # memberof and refint want a rootdn; without a password nobody can be it.
    yield from ("database mdb", f"suffix {quoted(suffix)}", f"rootdn {quoted('cn=root,' + suffix)}",
                f"directory {quoted(folder / 'db')}", f"maxsize {MAX_SIZE}", f"index {INDEXES} eq", "index cn,sn,mail eq",
                f"limits dn.exact={writer} size={options['size_limit']} size.prtotal={options['size_limit']} time=unlimited",
                *(f"access {line}" for line in options["access"]),
                f"access to attrs=userPassword by dn.exact={writer} write by self write by anonymous auth by * none",
                f"access to * by dn.exact={writer} write by users read by anonymous auth by * none")
    if options["nosync"]:
        yield "dbnosync"
    yield from overlay_lines(options)
    yield "database monitor"


def hashed(password):
    salt = secrets.token_bytes(8)
    return "{SSHA}" + base64.b64encode(hashlib.sha1(password.encode() + salt).digest() + salt).decode()


def base_ldif(options, password):
    suffix = options["suffix"]
    name = suffix.split(",")[0].split("=")
    if name[0].lower() != "dc":
        raise Problem("--suffix must begin with dc=")
    yield f"dn: {suffix}\nobjectClass: dcObject\nobjectClass: organization\ndc: {name[1]}\no: Samverkan\n"
    yield (f"dn: {writer_of(suffix)}\nobjectClass: organizationalRole\nobjectClass: simpleSecurityObject\ncn: samkat\n"
           f"userPassword: {hashed(password)}\n")
    if "refint" in options["overlays"]:
        yield f"dn: cn=nobody,{suffix}\nobjectClass: organizationalRole\ncn: nobody\n"
    if "ppolicy" in options["overlays"]:
        yield f"dn: ou=policies,{suffix}\nobjectClass: organizationalUnit\nou: policies\n"
        yield (f"dn: cn=default,ou=policies,{suffix}\nobjectClass: organizationalRole\nobjectClass: pwdPolicy\ncn: default\n"
               "pwdAttribute: userPassword\npwdMaxFailure: 5\npwdLockout: TRUE\n")


def make_data(folder, options):
    if (folder / "db" / "data.mdb").exists():
        return
    (folder / "db").mkdir(mode=0o700, exist_ok=True)
    password = secrets.token_urlsafe(18)
    write_private(folder / "password", password)  # no newline: programs differ on whether it belongs to the password
    done = subprocess.run([SLAPADD, "-q", "-f", folder / "slapd.conf", "-b", options["suffix"]], text=True,
                          input="\n".join(base_ldif(options, password)), capture_output=True)
    if done.returncode != 0:
        shutil.rmtree(folder / "db")
        raise Problem(f"slapadd: {done.stderr.strip()}")


# --- The process --------------------------------------------------------------------------------------------------


def state_of(folder):
    try:
        return json.loads((folder / "state.json").read_text())
    except (OSError, ValueError):
        return {}


def save_state(folder, state):
    write_private(folder / "state.json", json.dumps(state, indent=1) + "\n")


def start_ticks(pid):
    """When the process was started, in clock ticks since boot: with the pid it names one process for ever."""
    try:
        return int(pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19])
    except (OSError, ValueError, IndexError):
        return None


def running(state):
    pid = state.get("pid")
    if not pid or start_ticks(pid) != state.get("ticks"):
        return False
    return pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"


def free_port(wanted):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", wanted))
        except OSError:
            if wanted == 0:
                raise
            return None
        return probe.getsockname()[1]


def socket_path(folder, state):
    path = folder / "ldapi"
    if len(os.fsencode(path)) < SOCKET_PATH_LIMIT:
        return str(path)
    short = state.get("socket_folder")
    if not short or not os.path.isdir(short) or os.stat(short).st_uid != os.getuid():
        short = state["socket_folder"] = tempfile.mkdtemp(prefix="samkat-", dir="/tmp")
    return os.path.join(short, "ldapi")


def choose_addresses(folder, options, state):
    """The addresses of the last time where they are free, so that what points to them stays true."""
    plain = options["port"] or free_port(state.get("plain_port", 0)) or free_port(0)
    state["plain_port"] = plain
    path = socket_path(folder, state)
    addresses = {"uri": f"ldap://127.0.0.1:{plain}", "ldapi": "ldapi://" + urllib.parse.quote(path, safe="")}
    if options["ldaps"]:
        state["tls_port"] = free_port(state.get("tls_port", 0)) or free_port(0)
        addresses["ldaps"] = f"ldaps://127.0.0.1:{state['tls_port']}"
    return addresses, path


def answers(path):
    try:
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(5)
            client.connect(path)
            client.sendall(ANONYMOUS_BIND)
            return client.recv(64)[:1] == b"\x30"
    except OSError:
        return False


def launch(folder, addresses, path):
    pathlib.Path(path).unlink(missing_ok=True)
    urls = " ".join(addresses[key] for key in ("ldapi", "uri", "ldaps") if key in addresses)
    with open(folder / "slapd.log", "ab") as log:
        process = subprocess.Popen([SLAPD, "-f", folder / "slapd.conf", "-h", urls, "-d", "none"], stdin=subprocess.DEVNULL,
                                   stdout=log, stderr=log, start_new_session=True)
    deadline = time.monotonic() + READY_WITHIN
    while time.monotonic() < deadline:
        if process.poll() is not None:
            return None
        if answers(path):
            return process
        time.sleep(0.01)  # between two tries to connect
    process.kill()
    process.wait()
    return None


def start(folder, given):
    if SLAPD is None or SLAPADD is None:
        raise Problem("slapd is not installed (Debian package slapd)")
    folder = pathlib.Path(folder).resolve()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    state = state_of(folder)
    if running(state):
        raise Problem(f"slapd runs already for {folder}, pid {state['pid']}")
    options = {**DEFAULTS, **state.get("options", {}), **{key: value for key, value in given.items() if value is not None}}
    if options["ldaps"]:
        make_certificates(folder / "tls", options["certificate"])
    write_private(folder / "slapd.conf", "\n".join(config_lines(folder, options)) + "\n")
    make_data(folder, options)
    process = None
    for _ in range(5):  # a port can be taken between choosing and using it
        addresses, path = choose_addresses(folder, options, state)
        process = launch(folder, addresses, path)
        if process is not None:
            break
    if process is None:
        log = (folder / "slapd.log").read_text(errors="replace")[-2000:]
        raise Problem(f"slapd does not start; {folder}/slapd.log ends with:\n{log}")
    state.update(pid=process.pid, ticks=start_ticks(process.pid), options=options)
    save_state(folder, state)
    info = {"pid": process.pid, **addresses, "base": options["suffix"], "bind_dn": writer_of(options["suffix"]),
            "password_file": str(folder / "password")}
    if options["ldaps"]:
        info["ca_file"] = str(folder / "tls" / "ca.pem")
    return info, process


def wait_gone(pid, seconds):
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        poll = select.poll()
        poll.register(handle, select.POLLIN)
        return bool(poll.poll(seconds * 1000))
    finally:
        os.close(handle)


def stop(folder):
    folder = pathlib.Path(folder).resolve()
    state = state_of(folder)
    if not running(state):
        return False
    pid = state["pid"]
    os.kill(pid, signal.SIGTERM)
    if not wait_gone(pid, STOP_WITHIN):
        os.kill(pid, signal.SIGKILL)
        wait_gone(pid, STOP_WITHIN)
    return True


def run(folder, given):
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # through the finally below
    info, process = start(folder, given)
    print(json.dumps(info), flush=True)
    try:
        while os.read(sys.stdin.fileno(), 4096):
            pass
    finally:
        stop(folder)
        process.wait()


def overlay_list(text):
    names = [name for name in text.split(",") if name]
    for name in names:
        if name not in OVERLAYS:
            raise argparse.ArgumentTypeError(f"{name} is none of {', '.join(OVERLAYS)}")
    return names


def parse(arguments):
    parser = argparse.ArgumentParser(prog="slapd.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    for name in ("start", "run", "stop"):
        command = commands.add_parser(name)
        command.add_argument("dir")
        if name == "stop":
            continue
        command.add_argument("--suffix", help=f"default {DEFAULTS['suffix']}")
        command.add_argument("--port", type=int, help="of ldap://, 0 for a free one (default)")
        command.add_argument("--ldaps", action="store_true", default=None, help="LDAPS and StartTLS with a CA of its own")
        command.add_argument("--certificate", choices=sorted(CERTIFICATES), help="of the server, default right")
        command.add_argument("--access", action="append", help="an access rule before the others, without the word access; again for more")
        command.add_argument("--size-limit", help="entries that a search gives samkat's account, default unlimited")
        command.add_argument("--nosync", action="store_true", default=None, help="no fsync: fast, and lost with the machine")
        command.add_argument("--overlays", type=overlay_list, help="of " + ",".join(OVERLAYS))
    return parser.parse_args(arguments)


def main(arguments):
    options = vars(parse(arguments))
    command, folder = options.pop("command"), options.pop("dir")
    try:
        if command == "stop":
            stop(folder)
        elif command == "run":
            run(folder, options)
        else:
            print(json.dumps(start(folder, options)[0]))
    except Problem as problem:
        sys.exit(f"slapd.py: {problem}")


if __name__ == "__main__":
    main(sys.argv[1:])
