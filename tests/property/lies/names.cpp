#include "tests/property/lies/names.hpp"

#include <sstream>
#include <utility>

namespace samkat::lies {

namespace {

std::vector<std::string> words(const char* text) {
    std::istringstream in{text};
    std::vector<std::string> list;
    for (std::string word; in >> word;) list.push_back(word);
    return list;
}

}  // namespace

const std::vector<std::string>& given_names() {
    static const std::vector<std::string> names = words(
        "Alice Maja Elsa Astrid Wilma Freja Olivia Selma Alma Vera Ella Agnes Ebba Signe Saga Linnéa Stina Märta Tyra "
        "Elin Åsa Fatima Zahra Amina Maryam Leila Sara Emma Klara Nora Ida Hedda Tuva Ronja Malin Frida Hanna Josefin "
        "Anaïs Chloé Noor Aisha Hodan Sofija Milena Katarzyna Zofia Parisa Shirin Thanh Solveig Zoë Renée "
        "William Liam Noah Hugo Lucas Adam Elias Oliver Oscar Axel Erik Arvid Nils Vincent Melvin Ludvig Viktor Gustav "
        "Björn Åke Jöran Mohammed Ali Omar Yusuf Hassan Ibrahim Isak Anton Emil Tage Sixten Göran Håkan Jonatan "
        "Sebastian André José René Bilal Dragan Nikola Piotr Reza Minh Tomás Jörgen Noël Kim Robin Alex Charlie Love "
        "Anna-Karin Eva-Lena Karl-Johan Lars-Göran Per-Åke Jan-Erik");
    return names;
}

const std::vector<std::string>& family_names() {
    static const std::vector<std::string> names = words(
        "Andersson Johansson Karlsson Nilsson Eriksson Larsson Olsson Persson Svensson Gustafsson Pettersson Jonsson "
        "Lindberg Lindström Lindqvist Berg Bergström Sandberg Åberg Öberg Åkesson Sjöberg Sjögren Ek Ekström Nyström "
        "Holm Dahl Lund Björk Mohamed Ahmed Hussein Forsberg Engström Hägglund Wallin Norén Lindén Sandén Rydén "
        "Strömqvist Löfgren Söderqvist Åström Öhman Hjort Rask Modig Stål Sköld Warsame Abdi Farah Haddad Khalil "
        "al-Hakim Al-Masri Yilmaz Öztürk Demir Kaya Hosseini Karimi Rahimi Nguyen Tran Popovic Petrovic Hodzic Nowak "
        "Virtanen Mäkinen Korhonen Hansen Jensen García Müller Håkansson-Ali Berg-Öhman Sjögren-Hosseini D'Angelo "
        "O'Connor Ng Weiß Ek-Dahl Zaïd Nuñez");
    return names;
}

std::string plain_letters(const std::string& name) {
    static const std::pair<const char*, char> letters[] = {{"å", 'a'}, {"ä", 'a'}, {"ö", 'o'}, {"é", 'e'}, {"Å", 'a'},
                                                           {"Ö", 'o'}, {"ü", 'u'}, {"ï", 'i'}, {"ë", 'e'}, {"á", 'a'},
                                                           {"í", 'i'}, {"ñ", 'n'}, {"ß", 's'}};
    std::string out;
    for (std::size_t i = 0; i < name.size(); ++i) {
        const char c = name[i];
        if (c >= 'a' && c <= 'z') out += c;
        if (c >= 'A' && c <= 'Z') out += static_cast<char>(c + 'a' - 'A');
        for (const auto& [from, to] : letters) {
            if (name.compare(i, 2, from) == 0) out += to;
        }
    }
    return out;
}

}  // namespace samkat::lies
