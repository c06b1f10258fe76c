// An order is read as it was written, and nothing else is an order.
#include "daemon/cage/order.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace samkat::cage {
namespace {

rc::Gen<std::string> text() {
    return rc::gen::container<std::string>(rc::gen::inRange<char>(1, 127));
}

RC_GTEST_PROP(Orders, ReadAsTheyWereWritten, ()) {
    Order order;
    order.program = *text();
    order.argument = *text();
    order.parent = *rc::gen::arbitrary<std::int64_t>();
    order.readable = *rc::gen::container<std::vector<std::string>>(text());
    order.memory_bytes = *rc::gen::arbitrary<std::uint64_t>();
    order.cpu_seconds = *rc::gen::arbitrary<std::uint64_t>();
    order.open_files = *rc::gen::arbitrary<std::uint64_t>();
    order.processes = *rc::gen::arbitrary<std::uint64_t>();
    order.user = *rc::gen::arbitrary<std::uint32_t>();
    order.landlock_abi = *rc::gen::arbitrary<std::uint32_t>();
    order.landlock = *rc::gen::arbitrary<bool>();
    order.namespaces = *rc::gen::arbitrary<bool>();
    order.refuse = *rc::gen::arbitrary<bool>();
    RC_ASSERT(decode(encode(order)) == std::optional{order});
}

RC_GTEST_PROP(Orders, CutAnywhereAreNone, ()) {
    const std::string whole = encode({"/a", "read", 1, {"/b"}});
    const auto size = *rc::gen::inRange<std::size_t>(1, whole.size());
    RC_ASSERT(!decode(std::string_view{whole}.substr(0, size)));
}

std::string values(std::initializer_list<std::string_view> texts) {
    std::string out;
    for (const std::string_view each : texts) out.append(each).append(1, '\0');
    return out + std::string{"end\0\0", 5};
}

TEST(Orders, ThatSaySomethingUnknownAreNone) {
    EXPECT_TRUE(decode(values({"refuse", "0"})));
    EXPECT_FALSE(decode(values({"refuse", "0"}) + "more"));
    EXPECT_FALSE(decode("nonsense"));
    EXPECT_FALSE(decode(std::string("program\0/a", 10)));
    EXPECT_FALSE(decode(values({"memory_bytes", "many"})));
    EXPECT_FALSE(decode(values({"memory_bytes", "-1"})));
    EXPECT_FALSE(decode(values({"refuse", "perhaps"})));
    EXPECT_FALSE(decode(values({"colour", "red"})));
}

}  // namespace
}  // namespace samkat::cage
