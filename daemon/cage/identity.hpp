// A user id of its own, for a program that root starts.
#pragma once

#include <cstdint>

namespace samkat::cage {

// The first of the ids that nobody has. Debian's users and systemd's dynamic ones end at 65535, its containers, foreign
// images and the ranges for subordinate ids lie below 2,000,000,000 or from 2,147,352,576 on (systemd's UIDS-GIDS). A
// process id is added (at most 4,194,304, proc(5)): two that run at the same time are not the same user.
inline constexpr std::uint32_t first_free_user = 2'001'000'000;

// Whether this process reads files whatever their mode: not every container lets its root.
bool can_read_all();

// Gives up all of root's powers; the user stays. False: errno says why. No new privileges must be set, or a program
// that it becomes has them again.
bool drop_powers();

// Becomes the user, in the group of the same number and in no other. Of root's powers it keeps two: to read files
// whatever their mode (exports are the samkat user's or root's own; which files it can see at all is another layer's
// business), and to ask whether somebody is writing one (a lease). False: errno says why, and the user may have been
// changed or not.
bool become_user(std::uint32_t user);

}  // namespace samkat::cage
