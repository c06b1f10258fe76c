"""Names: weighted lists and how a person's name is put together.

All names are common given names and family names; no combination is taken from
a real person. Weights are rough: 12 very common, 6 common, 3 less, 1 rare.
"""

import bisect
import functools
import itertools
import re
import unicodedata

# One line per weight: "weight: name name ..."; "_" stands for a space.
_WOMEN = """
12: Alice Maja Elsa Astrid Wilma Freja Olivia Selma Alma Vera
6: Ella Agnes Ebba Signe Saga Linnéa Stina Märta Tyra Elin Åsa Fatima Zahra
6: Amina Maryam Leila Sara Emma Klara Nora Ida
3: Hedda Tuva Ronja Malin Frida Hanna Josefin Anaïs Chloé Noor Aisha Hodan
3: Ayaan Sofija Milena Katarzyna Zofia Paula Inés Parisa Shirin Nasrin Thanh
1: Eira Åsta Özlem Sigríður Þóra Zoë Renée Ó Ulrikke Solveig Ji-woo Mei Aïssatou
"""
_MEN = """
12: William Liam Noah Hugo Lucas Adam Elias Oliver Oscar Axel
6: Erik Arvid Nils Vincent Melvin Ludvig Viktor Gustav Björn Åke Jöran Mohammed
6: Ali Omar Yusuf Hassan Ibrahim Isak Anton Emil
3: Tage Sixten Göran Håkan Jonatan Sebastian André José René Abdirahman Bilal
3: Dragan Nikola Piotr Stanislav Reza Kourosh Mehdi Minh Tomás Søren Jörgen
1: Ægir Þór Güven Çetin Noël Óscar Bjørn Jun Björn-Erik Abdul_Karim Y Guðmundur
"""
_EITHER = """
6: Kim Robin Alex Charlie
3: Love Sam Noa Billie Mika
1: Lo Tintin
"""
_FAMILIES = """
12: Andersson Johansson Karlsson Nilsson Eriksson Larsson Olsson Persson
12: Svensson Gustafsson
6: Pettersson Jonsson Lindberg Lindström Lindqvist Berg Bergström Sandberg
6: Åberg Öberg Åkesson Sjöberg Sjögren Ek Ekström Nyström Holm Dahl Lund Björk
6: Ali Mohamed Ahmed Hussein Hassan Ibrahim
3: Forsberg Engström Hägglund Wallin Norén Lindén Sandén Rydén Strömqvist
3: Löfgren Söderqvist Åström Öhman Hjort Rask Modig Stål Sköld Warsame Abdi
3: Farah Haddad Khalil al-Hakim Al-Masri al-Amin Yilmaz Öztürk Demir Kaya
3: Hosseini Karimi Rahimi Ahmadi Nguyen Tran Popovic Petrovic Hodzic Kowalski
3: Nowak Virtanen Mäkinen Korhonen Hansen Jensen Sørensen García Müller
1: af_Ekbacken von_Essen von_Rosén de_Vries de_la_Cruz van_der_Berg von_Lüne
1: af_Söderholm D'Angelo O'Connor O'Neill N'Diaye M'Baye Lindberg_Åkesson
1: Berg-Öhman Al-Masri_Lindgren Sjögren-Hosseini Nyström_von_Essen Håkansson-Ali
1: Björk_Warsame Ng Ö Ek-Dahl Zaïd Nuñez Gonçalves Þorsteinsdóttir Weiß Bañuelos
"""
# Names that Windows-1252 cannot hold; left out where it must.
_WIDE_WOMEN = """
1: Gülşen Łucja Božena Jovanka Đurđica Ieva Şirin
"""
_WIDE_MEN = """
1: Łukasz Čedomir Işık Jiří Ömür Ștefan Đorđe
"""
_WIDE_FAMILIES = """
1: Şahin Yıldız Kovačević Đorđević Hodžić Wiśniewski Łaskiewicz Dvořák Ionuț Kőszegi
"""
_HYPHENATED = {
    0: ["Anna-Karin", "Eva-Lena", "Ann-Sofie", "Maj-Britt", "Lill-Åsa"],
    1: ["Karl-Johan", "Lars-Göran", "Per-Åke", "Jan-Erik", "Sven-Ö"],
}
# Names every register of some size must have: (given name, family name).
SPECIAL = [
    ("Å", "Lind"),
    ("Anna-Karin Elisabeth", "Lindström Åkesson"),
    ("Björn-Erik", "von Rosén af Söderholm"),
    ("Marie-Thérèse Désirée Élodie Françoise Anaïs", "Müller-Sjögren"),
    ("Maximiliana Wilhelmina",
     "von Hammarsköld-Lindencrona af Öster-Söderströmshamn"),
    ("Aisha", "al-Hakim"),
    ("Siobhán", "O'Connor"),
    ("Zoë", "D'Angelo-Öberg"),
    ("Y", "Ng"),
    ("José", "de la Cruz García"),
    ("Åsa Åsa", "Ö"),
]


def _parse(*texts):
    """(names, cumulative weights) of lists in the form above."""
    pairs = []
    for line in "\n".join(texts).split("\n"):
        weight, colon, words = line.partition(":")
        if colon:
            pairs += [(w.replace("_", " "), int(weight)) for w in words.split()]
    names = [name for name, _ in pairs]
    return names, list(itertools.accumulate(weight for _, weight in pairs))


def fits_windows_1252(text):
    """Whether Windows-1252 can hold the text."""
    try:
        text.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True


class Names:
    """Draws names with a random.Random; `wide` allows all of Unicode."""

    def __init__(self, wide):
        more = (_WIDE_WOMEN, _WIDE_MEN, _WIDE_FAMILIES) if wide else ("",) * 3
        self._given = {0: _parse(_WOMEN, more[0]), 1: _parse(_MEN, more[1])}
        self._either = _parse(_EITHER)
        self._families = _parse(_FAMILIES, more[2])

    @staticmethod
    def _draw(rng, table):
        names, sums = table
        return names[bisect.bisect(sums, rng.random() * sums[-1])]

    def family(self, rng):
        """A family name; one in twelve is a double name."""
        name = self._draw(rng, self._families)
        if rng.random() < 0.08 and " " not in name and "-" not in name:
            other = self._draw(rng, self._families)
            if other != name:
                return name + rng.choice(" -") + other
        return name

    def given(self, rng, sex):
        """(given name, call name). One in seven has several given names, and
        then any of them may be the one that is used."""
        if rng.random() < 0.04:
            first = self._either
        else:
            first = self._given[sex]
        name = self._draw(rng, first)
        kind = rng.random()
        if kind < 0.04:
            name = rng.choice(_HYPHENATED[sex])
        if 0.02 < kind < 0.14:
            second = self._draw(rng, self._given[sex])
            if second != name:
                return f"{name} {second}", rng.choice((name, second))
        return name, name

    def either(self, rng):
        """A given name that women and men share."""
        return self._draw(rng, self._either)


_ASCII = str.maketrans({
    "ß": "ss", "æ": "ae", "Æ": "ae", "ø": "o", "Ø": "o", "đ": "d", "Đ": "d",
    "ð": "d", "Ð": "d", "þ": "th", "Þ": "th", "ł": "l", "Ł": "l", "ı": "i"})


@functools.lru_cache(maxsize=4096)
def ascii_lower(text):
    """Lower-case ASCII: accents dropped, å and ä become a, everything that is
    no letter or digit becomes one hyphen."""
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text.translate(_ASCII))
        text = text.encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
