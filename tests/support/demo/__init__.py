"""The demo: four municipalities, a private directory and a day of changes, all in one folder.

    python3 -m tests.support.demo --bin BIN [--once] [--small] [--dir DIR] [--lang sv|en] [--seed N]

./run demo is the way to start it. In DIR are afterwards

    env             to be sourced: SAMKAT_CONFIG SAMKAT_BIN LDAP_URI LDAP_BASE LDAP_BIND_DN LDAP_PASSWORD_FILE
    directory       start|stop: the directory again, with what is in it
    config/         samkat's configuration, from config/examples/samverkan
    exports/        what the registers exported on the last day
    truth.jsonl, changes.jsonl   what the register generator says of that day (tests/support/registers)
    before.ldif, after.ldif      the directory before and after that day
    state/, keys/, slapd/, plans/

place.py is the folder, configuration.py adapts the example, directory.py owns the slapd, world.py joins them and
story.py is what is shown.
"""
