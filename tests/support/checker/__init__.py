"""A checker that compares a directory with the truth, Account for Account.

    /usr/bin/python3 -m tests.support.checker --truth DIR/truth.jsonl \\
        --uri ldap://localhost:3389 --base dc=example --bind-dn DN \\
        --password-file FILE [--json]
    /usr/bin/python3 -m tests.support.checker --truth DIR/truth.jsonl \\
        --ldif FILE --base dc=example [--json]
    /usr/bin/python3 -m tests.support.checker --compare-days OLD.ldif NEW.ldif \\
        --changes DIR/changes.jsonl [--truth DIR/truth.jsonl] \\
        [--ignore ATTRIBUTE ...] [--json]

Exit status: 0 the same, 1 different, 2 could not check. Civic numbers are cut to
the birth date in everything that is printed.

The first two compare state. ldapsearch is run with -y on a private copy of the
password file without its line end: ldapsearch itself takes a file's whole content,
line end included. Without --bind-dn the bind is anonymous.

The third compares two days' directories with what the truth says has changed
between them. The truth, by default the truth.jsonl beside changes.jsonl, tells
which civic number a person of the changes has.

What is compared
----------------
Entries with objectClass samkatAccount are Accounts. One that is active or in grace
is matched with the line of the same norEduPersonNIN, samkatMunicipality and
samkatRole; what is left over with a line of the same names, units and class. Then:
givenName and sn (NFC), norEduPersonNIN, sisSchoolUnitCode, samkatAccountStatus, and
the class: the displayName of the only group with samkatGroupType Klass that has
the entry as member, which must be of one of the pupil's units. Staff and Accounts
in grace are in no class; Accounts in grace and disabled are in no group at all.
uid, cn, displayName, eduPersonPrincipalName, samkatPersonId and samkatAccountId
are there, and single but for cn; eduPersonScopedAffiliation has the scope of the
EPPN and student for pupils, employee, faculty or staff for staff.
Disabled entries are matched as the others while they still have a norEduPersonNIN,
else counted for each municipality and role; nothing else of them is compared.

Of the whole directory: uid, EPPN and samkatAccountId belong to one entry each; a
person has one samkatPersonId in all municipalities and roles, and nobody else has
it; each municipality's entries lie under one ou of the base and no other's do;
each member of a group exists (a group that is its own member counts as empty).

Between days: an Account has changed when an attribute of its entry (operational
ones, memberOf and those of --ignore left out), its DN or its class has. Those whose
change lies in values of truth.jsonl alone must have changed; those whose only
changed fields are protected, email, school_year, groups or duties may have. No
others may have. Every Account keeps its samkatPersonId, as does every civic number
that is in both; no EPPN is held by two entries; no entry is gone; created Accounts
are new and all other entries were there before.
"""
