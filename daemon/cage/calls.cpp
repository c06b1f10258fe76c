#include "daemon/cage/calls.hpp"

#include <array>
#include <cerrno>
#include <memory>

#include <fcntl.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

namespace samkat::cage {

namespace {

// What a stage-one program has no business with. Names that this libseccomp or machine does not know are passed over.
constexpr std::array dangerous = {
// other processes
#ifndef SAMKAT_SANITIZED  // the sanitizers trace their own process, and fix where memory lies
    "ptrace", "personality",
#endif
    "process_vm_readv", "process_vm_writev", "process_madvise", "process_mrelease", "pidfd_getfd", "kcmp",
    // what is mounted, which names are seen
    "mount", "umount", "umount2", "pivot_root", "chroot", "fsopen", "fsconfig", "fsmount", "fspick", "move_mount",
    "open_tree", "mount_setattr", "setns", "unshare", "name_to_handle_at", "open_by_handle_at",
    // a network, by whatever way
    "socket", "connect", "bind", "listen", "accept", "accept4", "io_uring_setup", "io_uring_enter", "io_uring_register",
    // the kernel
    "bpf", "perf_event_open", "userfaultfd", "kexec_load", "kexec_file_load", "init_module", "finit_module",
    "delete_module", "reboot", "swapon", "swapoff", "syslog", "acct", "quotactl", "quotactl_fd", "iopl", "ioperm",
    "modify_ldt", "lookup_dcookie", "uselib", "ustat", "vhangup", "nfsservctl", "fanotify_init", "add_key",
    "request_key", "keyctl", "settimeofday", "clock_settime", "adjtimex", "clock_adjtime", "sethostname",
    "setdomainname",
    // memory that RLIMIT_DATA does not count
    "shmget", "shmat", "msgget", "semget", "mq_open", "memfd_secret"};

constexpr std::array needed_to_read = {
    // files, and standard output and error
    "read", "readv", "pread64", "write", "writev", "close", "lseek", "fstat", "newfstatat", "stat", "lstat", "statx",
    "statfs", "fstatfs", "access", "faccessat", "faccessat2", "readlink", "readlinkat", "getcwd", "poll", "ppoll",
    "dup", "fadvise64",
    // memory
    "brk", "munmap", "mremap", "madvise", "membarrier", "futex", "set_robust_list", "rseq",
    // time, and what it is
    "clock_gettime", "clock_getres", "gettimeofday", "time", "nanosleep", "clock_nanosleep", "getrandom", "getpid",
    "gettid", "getuid", "geteuid", "getgid", "getegid", "sysinfo", "uname", "getrlimit", "getrusage", "sched_yield",
    "sched_getaffinity",
    // signals to itself, and the end
    "rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "sigaltstack", "restart_syscall", "exit", "exit_group"};

class Filter {
  public:
    explicit Filter(std::uint32_t otherwise) : context_(::seccomp_init(otherwise), &::seccomp_release) {
        if (!context_) errno = ENOMEM;
        failed_ = !context_;
    }

    template <class... Comparisons>
    void rule(std::uint32_t action, const char* name, Comparisons... comparisons) {
        const int number = ::seccomp_syscall_resolve_name(name);
        if (failed_ || number == __NR_SCMP_ERROR) return;
        const std::array<scmp_arg_cmp, sizeof...(comparisons)> list{comparisons...};
        const int done =
            ::seccomp_rule_add_array(context_.get(), action, number, static_cast<unsigned>(list.size()), list.data());
        // A call that this machine never had cannot be made either.
        if (done != 0 && done != -EDOM && done != -EEXIST && done != -EACCES) fail(-done);
    }

    bool enter() {
        if (failed_) return false;
        if (const int done = ::seccomp_load(context_.get()); done != 0) fail(-done);
        return !failed_;
    }

  private:
    void fail(int reason) {
        failed_ = true;
        errno = reason;
    }
    std::unique_ptr<void, decltype(&::seccomp_release)> context_;
    bool failed_ = false;
};

scmp_arg_cmp with_bits(unsigned argument, std::uint64_t mask, std::uint64_t bits) {
    return {argument, SCMP_CMP_MASKED_EQ, mask, bits};
}
scmp_arg_cmp equal(unsigned argument, std::uint64_t value) {
    return {argument, SCMP_CMP_EQ, value, 0};
}
scmp_arg_cmp other_than(unsigned argument, std::uint64_t value) {
    return {argument, SCMP_CMP_NE, value, 0};
}

// Signals to anybody but itself, and what changes others.
void refuse_signals(Filter& filter, std::uint32_t no, pid_t alone) {
    const auto self = static_cast<std::uint64_t>(alone);
    for (const char* name : {"kill", "tgkill", "rt_sigqueueinfo", "rt_tgsigqueueinfo"})
        filter.rule(no, name, other_than(0, self));
    filter.rule(no, "tkill");
    filter.rule(no, "pidfd_send_signal");
    filter.rule(no, "prlimit64", other_than(0, 0));
    filter.rule(no, "setpriority");
}

}  // namespace

bool refuse_dangerous_calls(std::optional<pid_t> alone) {
    constexpr std::uint32_t no = SCMP_ACT_ERRNO(EPERM);
    Filter filter{SCMP_ACT_ALLOW};
    for (const char* name : dangerous) filter.rule(no, name);
    // Both are told to come with other means: clone(2) can be looked into, clone3 cannot.
    filter.rule(SCMP_ACT_ERRNO(ENOSYS), "clone3");
    for (const std::uint64_t space :
         {CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET, CLONE_NEWNS, CLONE_NEWIPC, CLONE_NEWUTS, CLONE_NEWCGROUP}) {
        filter.rule(no, "clone", with_bits(0, space, space));
    }
    filter.rule(no, "socketpair", other_than(0, AF_UNIX));
    filter.rule(no, "ioctl", with_bits(1, 0xffffffffU, TIOCSTI));
    filter.rule(no, "ioctl", with_bits(1, 0xffffffffU, TIOCLINUX));
    // Whom a descriptor's signals go to.
    filter.rule(no, "fcntl", equal(1, F_SETOWN));
    filter.rule(no, "fcntl", equal(1, F_SETOWN_EX));
    // Shared memory without a file is not counted as the process's own.
    filter.rule(no, "mmap", with_bits(3, MAP_SHARED | MAP_ANONYMOUS, MAP_SHARED | MAP_ANONYMOUS));
    if (alone) refuse_signals(filter, no, *alone);
    return filter.enter();
}

bool allow_only_reading() {
    constexpr std::uint32_t yes = SCMP_ACT_ALLOW;
    Filter filter{SCMP_ACT_ERRNO(EPERM)};
    for (const char* name : needed_to_read) filter.rule(yes, name);
    constexpr std::uint64_t writing = O_WRONLY | O_RDWR | O_CREAT | O_TRUNC;
    filter.rule(yes, "open", with_bits(1, writing, 0));
    filter.rule(yes, "openat", with_bits(2, writing, 0));
    // No new code: what is executed was there before.
    filter.rule(yes, "mmap", with_bits(2, PROT_EXEC, 0), with_bits(3, MAP_SHARED | MAP_ANONYMOUS, MAP_ANONYMOUS));
    filter.rule(yes, "mmap", with_bits(2, PROT_EXEC, 0), with_bits(3, MAP_ANONYMOUS, 0));
    filter.rule(yes, "mprotect", with_bits(2, PROT_EXEC, 0));
    for (const std::uint64_t command : {F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_SETLEASE, F_GETLEASE, F_SETSIG})
        filter.rule(yes, "fcntl", equal(1, command));
    filter.rule(yes, "prlimit64", equal(0, 0), equal(2, 0));
    filter.rule(yes, "tgkill", equal(0, static_cast<std::uint64_t>(::getpid())));
    return filter.enter();
}

}  // namespace samkat::cage
