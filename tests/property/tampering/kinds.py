"""What somebody does who can write to state and key directory, knows every format, and has no key.

Each kind is a function (state, keys, history, random) that changes files and says what it did. All are to be told.
"""
import hashlib
import json
import re
import shutil
import sqlite3

KINDS = {}


def kind(function):
    KINDS[function.__name__] = function
    return function


# --- The change log ---------------------------------------------------------------------------------------------------


def chain(state, random, least=3):
    return random.choice([path for path in sorted((state / "changelog").glob("*.jsonl")) if len(lines(path)) >= least])


def lines(path):
    return path.read_bytes().splitlines(keepends=True)


def write(path, content):
    path.write_bytes(b"".join(content))


def body(line):
    return line[:line.rindex(b',"mac":')]


def chained(content, start):
    """The lines from `start` on with prevs that fit; macs stay as they are, for want of a key."""
    prev = hashlib.sha256(body(content[start - 1])).hexdigest() if start else "0" * 64
    for index in range(start, len(content)):
        content[index] = re.sub(rb'"prev":"[0-9a-f]{64}"', b'"prev":"' + prev.encode() + b'"', content[index])
        prev = hashlib.sha256(body(content[index])).hexdigest()
    return content


@kind
def a_bit_of_the_log(state, keys, history, random):
    path = chain(state, random)
    content = bytearray(path.read_bytes())
    at = random.randrange(len(content))
    content[at] ^= 1 << random.randrange(8)
    path.write_bytes(content)
    return f"{path.name}, byte {at}"


@kind
def two_lines_swapped(state, keys, history, random):
    path = chain(state, random)
    content = lines(path)
    at = random.randrange(len(content) - 1)
    content[at], content[at + 1] = content[at + 1], content[at]
    write(path, chained(content, at) if random.random() < 0.5 else content)
    return f"{path.name}, line {at + 1}"


@kind
def a_line_twice(state, keys, history, random):
    path = chain(state, random)
    content = lines(path)
    at = random.randrange(len(content))
    content.insert(random.randrange(at, len(content)) + 1, content[at])
    write(path, content)
    return f"{path.name}, line {at + 1}"


@kind
def lines_taken_out(state, keys, history, random):
    path = chain(state, random)
    content = lines(path)
    count = random.randint(1, min(5, len(content) - 1))
    at = random.choice([0, random.randrange(len(content) - count + 1), len(content) - count])
    del content[at:at + count]
    write(path, chained(content, at) if random.random() < 0.5 else content)
    return f"{path.name}, {count} from line {at + 1}"


@kind
def a_line_cut_short(state, keys, history, random):
    path = chain(state, random)
    content = path.read_bytes()
    last = len(lines(path)[-1])
    cut = random.randint(2, last - 1)
    path.write_bytes(content[:-cut])
    return f"{path.name}, {cut} bytes of the last line"


@kind
def another_line_without_seal(state, keys, history, random):
    """An event replaced by one with nothing sealed, and later lines made to fit."""
    path = chain(state, random)
    content = lines(path)
    at = random.randrange(len(content))
    event = json.loads(content[at])
    event.update(kind=random.choice(["run_started", "outcome", event["kind"]]), actor="mallory", sealed="")
    content[at] = json.dumps(event, separators=(",", ":"), ensure_ascii=False).encode() + b"\n"
    write(path, chained(content, at))
    return f"{path.name}, line {at + 1}"


@kind
def a_member_changed(state, keys, history, random):
    path = chain(state, random)
    content = lines(path)
    at = random.randrange(len(content))
    event = json.loads(content[at])
    name = random.choice(["time", "run", "actor", "person", "subject", "change", "outcome", "mac", "municipality"])
    event[name] = "0" * 64 if name == "mac" else event[name] + "0"
    content[at] = json.dumps(event, separators=(",", ":"), ensure_ascii=False).encode() + b"\n"
    write(path, chained(content, at))
    return f"{path.name}, line {at + 1}, {name}"


@kind
def a_line_put_after_the_last(state, keys, history, random):
    path = chain(state, random)
    content = lines(path)
    event = json.loads(random.choice(content))
    event.update(seq=len(content) + 1)
    content.append(json.dumps(event, separators=(",", ":"), ensure_ascii=False).encode() + b"\n")
    write(path, chained(content, len(content) - 1))
    return path.name


@kind
def a_line_of_another_place(state, keys, history, random):
    """A genuine line in the place of another, of this or the other municipality."""
    path = chain(state, random)
    content = lines(path)
    at = random.randrange(len(content))
    source = random.choice([each for each in lines(chain(state, random)) if each != content[at]])
    content[at] = re.sub(rb'"seq":\d+', b'"seq":%d' % (at + 1), source, count=1)
    write(path, chained(content, at))
    return f"{path.name}, line {at + 1}"


@kind
def the_other_municipalitys_chain(state, keys, history, random):
    first, second = state / "changelog" / "1471.jsonl", state / "changelog" / "1495.jsonl"
    if random.random() < 0.5:
        first, second = second, first
    if random.random() < 0.5:
        shutil.copyfile(first, second)
        return f"{first.name} over {second.name}"
    spare = first.with_suffix(".spare")
    first.rename(spare)
    second.rename(first)
    spare.rename(second)
    return "both swapped"


@kind
def a_chain_of_another_installation(state, keys, history, random):
    name = chain(state, random, 1).name
    shutil.copyfile(history.other / "state" / "changelog" / name, state / "changelog" / name)
    return name


@kind
def a_chain_renamed(state, keys, history, random):
    path = chain(state, random, 1)
    new = random.choice(["1446.jsonl", "1495.txt", "9999.jsonl"])
    path.rename(path.with_name(new))
    return f"{path.name} to {new}"


@kind
def a_chain_removed(state, keys, history, random):
    path = chain(state, random, 1)
    path.write_bytes(b"") if random.random() < 0.3 else path.unlink()
    return path.name


@kind
def the_log_rolled_back(state, keys, history, random):
    run = random.randrange(len(history.after) - 1)
    shutil.rmtree(state / "changelog")
    shutil.copytree(history.after[run] / "state" / "changelog", state / "changelog")
    return f"to run {run}"


@kind
def log_and_store_rolled_back(state, keys, history, random):
    run = random.randrange(len(history.after) - 1)
    shutil.rmtree(state)
    shutil.copytree(history.after[run] / "state", state)
    return f"to run {run}"


@kind
def log_and_store_removed(state, keys, history, random):
    shutil.rmtree(state)
    if random.random() < 0.5:
        state.mkdir(mode=0o750)
    return ""


@kind
def state_of_another_installation(state, keys, history, random):
    shutil.rmtree(state)
    shutil.copytree(history.other / "state", state)
    return ""


# --- The store --------------------------------------------------------------------------------------------------------


def database(state):
    return sqlite3.connect(state / "store.db", isolation_level=None)


def tables(connection):
    return [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]


def filled(connection, random):
    return random.choice([name for name in tables(connection) if connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0]])


def some_row(connection, table, random):
    """The condition that one row of the table fulfils, and no other."""
    columns = [row[1] for row in connection.execute(f"SELECT * FROM pragma_table_info('{table}')") if row[5]]
    keys = connection.execute(f"SELECT {', '.join(columns)} FROM {table}").fetchall()
    return " AND ".join(f"{column} = ?" for column in columns), random.choice(keys)


@kind
def a_row_changed(state, keys, history, random):
    connection = database(state)
    table = filled(connection, random)
    where, key = some_row(connection, table, random)
    column, type_ = random.choice([(row[1], row[2]) for row in connection.execute(f"SELECT * FROM pragma_table_info('{table}')") if row[1] != "only"])
    value = f"{column} + 1" if type_ == "INTEGER" else f"{column} || 'x'"
    connection.execute(f"UPDATE {table} SET {column} = {value} WHERE {where}", key)
    connection.close()
    return f"{table}.{column}"


@kind
def a_row_taken_out(state, keys, history, random):
    connection = database(state)
    table = filled(connection, random)
    where, key = some_row(connection, table, random)
    connection.execute(f"DELETE FROM {table} WHERE {where}", key)
    connection.close()
    return table


@kind
def a_row_put_in(state, keys, history, random):
    connection = database(state)
    table = random.choice([name for name in tables(connection) if name != "seal"])
    values = [3 if row[2] == "INTEGER" else "put in" for row in connection.execute(f"SELECT * FROM pragma_table_info('{table}')")]
    connection.execute(f"INSERT INTO {table} VALUES({', '.join('?' * len(values))})", values)
    connection.close()
    return table


@kind
def two_rows_exchange_a_value(state, keys, history, random):
    connection = database(state)
    first, second = random.sample(connection.execute("SELECT account, username FROM accounts").fetchall(), 2)
    for account, username in ((first[0], second[1]), (second[0], first[1])):
        connection.execute("UPDATE accounts SET username = ? WHERE account = ?", (username, account))
    connection.close()
    return "accounts.username"


@kind
def an_approval_by_hand(state, keys, history, random):
    connection = database(state)
    digest = "%064x" % random.getrandbits(256)
    connection.execute("INSERT INTO approvals VALUES('1495', ?, '2099-01-01T00:00:00.000Z', 'root', 'plan', '')", (digest,))
    connection.close()
    return digest[:8]


@kind
def a_trigger(state, keys, history, random):
    connection = database(state)
    connection.execute("CREATE TRIGGER t AFTER INSERT ON open_intents BEGIN DELETE FROM approvals; END")
    connection.close()
    return ""


@kind
def the_store_rolled_back(state, keys, history, random):
    run = random.randrange(len(history.after) - 1)
    for old in state.glob("store.db*"):
        old.unlink()
    for each in (history.after[run] / "state").glob("store.db*"):
        shutil.copyfile(each, state / each.name)
    return f"to run {run}"


@kind
def the_store_of_another_installation(state, keys, history, random):
    for old in state.glob("store.db*"):
        old.unlink()
    shutil.copyfile(history.other / "state" / "store.db", state / "store.db")
    return ""


@kind
def the_store_removed(state, keys, history, random):
    for old in state.glob("store.db*"):
        old.unlink()
    return ""


# --- The keys ---------------------------------------------------------------------------------------------------------


@kind
def a_bit_of_the_persons_keys(state, keys, history, random):
    """With the slot's check made to fit, half of the time."""
    path = keys / "persons.keys"
    content = bytearray(path.read_bytes())
    at = random.randrange(len(content))
    content[at] ^= 1 << random.randrange(8)
    if random.random() < 0.5:
        start = at // 64 * 64
        content[start + 60:start + 64] = hashlib.sha256(content[start:start + 60]).digest()[:4]
        if content == path.read_bytes():
            content[start] ^= 1
    path.write_bytes(content)
    return f"byte {at}"


@kind
def a_bit_of_the_installation_key(state, keys, history, random):
    path = keys / "installation.key"
    content = bytearray(path.read_bytes())
    at = random.randrange(64)
    content[at] = ord(random.choice([each for each in "0123456789abcdef" if ord(each) != content[at]]))
    path.write_bytes(content)
    return f"digit {at}"


@kind
def a_bit_of_the_heads(state, keys, history, random):
    path = keys / "heads"
    content = bytearray(path.read_bytes())
    at = random.randrange(len(content))
    content[at] ^= 1 << random.randrange(8)
    path.write_bytes(content)
    return f"byte {at}"


@kind
def older_persons_keys(state, keys, history, random):
    run = random.randrange(len(history.after) - 1)
    shutil.copyfile(history.after[run] / "keys" / "persons.keys", keys / "persons.keys")
    return f"of run {run}"


@kind
def slots_cut_off(state, keys, history, random):
    path = keys / "persons.keys"
    content = path.read_bytes()
    count = random.randint(1, len(content) // 64 - 1)
    path.write_bytes(content[:-64 * count] if random.random() < 0.5 else content[:-64 * count] + bytes(64 * count))
    return f"{count}"


@kind
def a_key_marked_destroyed(state, keys, history, random):
    path = keys / "persons.keys"
    content = bytearray(path.read_bytes())
    start = 64 * random.randrange(1, len(content) // 64)
    content[start + 27:start + 60] = b"D" + bytes(32)
    content[start + 60:start + 64] = hashlib.sha256(content[start:start + 60]).digest()[:4]
    path.write_bytes(content)
    return f"slot {start // 64}"


@kind
def the_keys_rolled_back(state, keys, history, random):
    run = random.randrange(len(history.after) - 1)
    shutil.rmtree(keys)
    shutil.copytree(history.after[run] / "keys", keys)
    return f"to run {run}"


@kind
def older_heads(state, keys, history, random):
    # With the heads of the run before, everything is as if the last run had been killed before it noted them.
    run = random.randrange(len(history.after) - 2)
    shutil.copyfile(history.after[run] / "keys" / "heads", keys / "heads")
    return f"of run {run}"


@kind
def heads_removed(state, keys, history, random):
    (keys / "heads").unlink()
    return ""


@kind
def another_installations_keys(state, keys, history, random):
    names = random.choice([["installation.key"], ["persons.keys"], ["heads"], ["installation.key", "persons.keys", "heads"]])
    for name in names:
        shutil.copyfile(history.other / "keys" / name, keys / name)
    return ", ".join(names)


@kind
def keys_removed(state, keys, history, random):
    name = random.choice(["installation.key", "persons.keys", "all"])
    shutil.rmtree(keys) if name == "all" else (keys / name).unlink()
    return name
