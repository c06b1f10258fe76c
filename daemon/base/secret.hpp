// Secret: a password or key. Never printed, never compared with ==, wiped when it goes. Moved, not copied.
#pragma once

#include <string>
#include <string_view>

namespace samkat {

class Secret {
  public:
    Secret() = default;
    explicit Secret(std::string value) : value_(std::move(value)) {}
    Secret(Secret&& other) noexcept;
    Secret& operator=(Secret&& other) noexcept;
    Secret(const Secret&) = delete;
    Secret& operator=(const Secret&) = delete;
    ~Secret();

    // The one way to the value; named so that a search finds every place that handles a secret.
    std::string_view reveal() const { return value_; }
    bool empty() const { return value_.empty(); }
    Secret clone() const { return Secret{value_}; }

  private:
    void wipe() noexcept;
    std::string value_;
};

}  // namespace samkat
