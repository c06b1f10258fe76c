"""A generator of school registers, and of the truth about them.

    /usr/bin/python3 -m tests.support.registers --out DIR --seed N --day D \\
        --start-date YYYY-MM-DD [--step-days N] [--municipality SPEC ...]

writes the exports of a few invented municipalities' registers as they are on
day D, with DIR/truth.jsonl (the Accounts that should exist after a run on every
day 0..D) and DIR/changes.jsonl (what differs from day D-1). The files are a
pure function of the arguments: day D is computed by replaying days 0..D, no
state is kept, and nothing is shared with the program under test.

SPEC is CODE:NAME:FORMAT[:pupils=300,staff=30,schools=3,grace=30,lead=10]; the
formats are csv-semicolon, csv-comma, xml and jsonl. grace and lead are days.
The civil date of day k is start-date + k * step-days.

Adding a municipality at the end of the list changes nothing in the files of the
others. Each one depends on its own SPEC and on those before it in the list (from
there come commuting teachers and pupils who move in, and what civic numbers are
left). In the defaults the list is Lidköping, Skara, Götene, Essunga.

Exports
-------
DIR/exports/<name in lower-case ASCII>/, rows in a new random order every day.

csv-semicolon: Windows-1252, `;`, CRLF, quoted only where needed, YYYYMMDD-NNNC.
    elever.csv                ElevID;Personnr;Förnamn;Efternamn;Tilltalsnamn;
                              E-post;Skolenhetskod;Skola;Skolform;Årskurs;Klass;
                              Startdatum;Slutdatum;Sekretess (1 or empty)
    undervisningsgrupper.csv  ElevID;Grupp;Gruppnamn
    personal.csv              AnstID;Personnr;Förnamn;Efternamn;E-post;
                              Skolenhetskod (several with `,`);Befattning;
                              Startdatum;Slutdatum;Sekretess
    personalgrupper.csv       AnstID;Grupp
    vardnadshavare.csv        ElevID;Personnr;Förnamn;Efternamn;E-post;Mobil
csv-comma: UTF-8 with BOM, `,`, LF, YYMMDD-NNNC (`+` from the year one turns
100), several values with `|`; securityMarking Ingen, Sekretessmarkering or
Skyddad folkbokföring.
    pupils.csv     id,civicNo,givenName,familyName,email,schoolUnitCode,
                   schoolUnitName,schoolType,schoolYear,className,groups,
                   startDate,endDate,securityMarking
    staff.csv      id,civicNo,givenName,familyName,email,schoolUnitCodes,
                   dutyRole,groups,startDate,endDate,securityMarking
    guardians.csv  pupilId,civicNo,givenName,familyName,email,mobile
xml: register.xml, UTF-8, 12 characters; an element without a value is left out.
    <register><elever><elev id=""><personnummer/><fornamn/><efternamn/><epost/>
    <inskrivning><skolenhet kod="" namn=""/><skolform/><arskurs/><klass/><start/>
    <slut/></inskrivning><grupper><grupp id="MA7A" namn="Matematik 7A"/></grupper>
    <skyddad>ja|nej</skyddad></elev></elever><personal><anstalld id="">
    <personnummer/><fornamn/><efternamn/><epost/><tjanst skolenhet="" befattning=""
    start="" slut=""/>...<grupper/><skyddad/></anstalld></personal></register>
jsonl: UTF-8, LF, 12 characters; endDate is left out when open.
    pupils.jsonl  id civicNo givenName familyName emails[] schoolUnitCode
                  schoolUnitName schoolType schoolYear(number) className groups[]
                  startDate [endDate] securityMarking
    staff.jsonl   id civicNo givenName familyName emails[] schoolUnitCodes[]
                  dutyRoles[] groups[] startDate [endDate] securityMarking

Dates are inclusive. School forms are FKLASS (year 0), GR (1-9) and GY (1-3).
Group codes and class names are unique within a school, not within a
municipality. Grupp/groups hold teaching groups only; the class has its own field.

Day 0
-----
Pupils spread over F-9, and over GY 1-3 in the last school where a municipality
has at least 200 pupils and two schools. The first school has two units (F-6 and
7-9). Civic numbers come from the test series (individual number 238 or 239;
980-999 when a municipality's share of those has run out; TF numbers when that
has). One pupil in 100 has a coordination number, one in 200 a TF number, one in
150 is protected; one pair in 400 shares name and birth date in one school (at
least one of each, from some twenty pupils on). Two pupils start later than
the lead days allow, one just within them, two have ended long ago. One teacher
in fifty, at least one, also works in the next municipality of the list under a
register id of its own. Where there is a GY, one pupil is also a teaching
assistant. One person in a csv-comma register is 101.
Some names are fixed, to have every kind of Swedish name in each register.

Later days
----------
Shares are of the rows, rounded up or down by chance; on day 1 each kind of event
happens at least once. An event takes only people who are in force, are unprotected,
have a single Account and do not wait for a personnummer, and nobody twice in a
day.

    every day     new pupils 4 in 1000; pupils whose row goes 2, who get an end
                  date yesterday 2, and (odd days) one that ends the day before
                  the next day but one 1; moves to the next municipality 1 (new
                  register id there, all else alike; the row here goes; without a
                  next municipality they leave all the same); other class 5 (of
                  the same school, else of another school); new family name 3;
                  new e-mail address 3. Staff: new teachers 8, row gone 3, ended
                  3, new family name 3, other units 5. Those who teach a leaver's
                  groups are chosen anew.
    from day 2    a TF or coordination number gives way to a personnummer 0.2
                  (the register id stays), a pupil becomes protected 0.2; on day
                  2 at least one TF pupil and one protection.
    day 3         a pupil who became protected changes class, which the truth
                  does not show; half of those whose row went on day 1 are back,
                  and so on for every later day and the day two days before.
    from day 5    a row goes five days after it got its end date.
    day 10        the school year changes, and nothing else happens: everybody
                  goes up a year, year 9 and GY 3 leave (half with an end date,
                  half without a row), FKLASS and GY 1 are filled with new pupils.
                  GY classes keep their names. No returns on days 11 and 12.

truth.jsonl
-----------
Keys: day, person, municipality, role, units, class, given_name, family_name,
civic_no, protected, state; sorted by municipality, role and person.
given_name is the whole Förnamn, not Tilltalsnamn. An Account is

    active    when the person is in the register in that role, the end date has
              not passed, and (pupils) the start is at most `lead` days ahead
    grace     from the first day on which that is not so
    disabled  when the civil date of that day + `grace` days is reached
    active    again when the person returns.

Lines in grace or disabled keep the last values they had while active, and stay
for ever. Somebody protected who has never had an Account has no line; an Account
whose person becomes protected keeps its values and its state, with protected
true, also when the person leaves.

changes.jsonl
-------------
Keys: person, municipality, role, change (created, modified, grace, disabled,
returned), fields: the keys of truth.jsonl that differ, and email, school_year,
groups, duties for what the register changed beyond them (the only reason for some
lines). [] for created. On day 0 everything is created.
"""
