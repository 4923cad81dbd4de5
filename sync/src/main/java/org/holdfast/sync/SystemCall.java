package org.holdfast.sync;

import java.util.Optional;

/// The system calls of Linux that are needed here, by their numbers in `asm/unistd_64.h` and `asm-generic/unistd.h`.
enum SystemCall {
    OPENAT(257, 56),

    /// Since Linux 5.6.
    OPENAT2(437, 437),
    CLOSE(3, 57),
    GETDENTS64(217, 61),
    PREAD64(17, 67),

    /// Since Linux 4.11.
    STATX(332, 291),
    READLINKAT(267, 78),
    LISTXATTR(194, 11),
    FLISTXATTR(196, 13),
    GETXATTR(191, 8),
    SYMLINKAT(266, 36),
    UTIMENSAT(280, 88),

    /// Since Linux 6.6.
    FCHMODAT2(452, 452),
    LSETXATTR(189, 6),
    LREMOVEXATTR(198, 15),
    SYNCFS(306, 267);

    private final int amd64;
    private final int common;

    SystemCall(int amd64, int common) {
        this.amd64 = amd64;
        this.common = common;
    }

    /// Which of two tables an architecture has.
    enum Table {
        AMD64,
        COMMON;

        /// @param architecture as Java calls it
        static Optional<Table> of(String architecture) {
            return switch (architecture) {
                case "amd64" -> Optional.of(AMD64);
                case "aarch64", "riscv64" -> Optional.of(COMMON);
                default -> Optional.empty();
            };
        }
    }

    int number(Table table) {
        return table == Table.AMD64 ? amd64 : common;
    }
}
