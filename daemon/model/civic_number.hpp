// Civic numbers: personnummer, samordningsnummer and TF numbers. Pure values.
//
// Forms and check digit: Skatteverket's rules as used in SKV M 2010:3 and SFS 1991:481 §18; 12 digits without separator
// is the form of SS 12000. A TF number (temporary, given by one school authority) has "TF" where the individual number
// starts, no check digit, and is not unique in the country.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "daemon/base/date.hpp"

namespace samkat {

enum class CivicKind : std::uint8_t { personnummer, samordningsnummer, tf };

// Why a text is no civic number.
enum class CivicFault : std::uint8_t { form, date, check_digit, in_the_future };

class CivicNumber {
  public:
    // Reads any written form: YYMMDD-NNNC, YYMMDD+NNNC, YYMMDDNNNC, YYYYMMDDNNNC, YYYYMMDD-NNNC, and TF numbers as
    // YYYYMMDDTFxx or YYYYMMDD-TFxx. `today` decides the century of short forms.
    static std::variant<CivicNumber, CivicFault> parse(std::string_view text, Date today);

    std::string_view text() const { return {text_.data(), text_.size()}; }  // 12 characters, no separator
    CivicKind kind() const;
    // The date in the number. A real birth date can differ from it: numbers of a date can run out.
    Date birth_date() const;
    // True if no two people in the country share it: not so for TF numbers.
    bool nationwide() const { return kind() != CivicKind::tf; }
    // For logs and screens: the birth date, the rest as asterisks.
    std::string masked() const;

    auto operator<=>(const CivicNumber&) const = default;

  private:
    std::array<char, 12> text_{};
};

}  // namespace samkat
