package org.holdfast.sync;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What Java's own file API lacks or blurs: it normalizes the targets of links, misses times before 1970, knows only
/// `user.*` attributes, and follows a link that has taken the place of a directory.
///
/// All of it goes through one function of the C library, `syscall`: to link one takes Java some milliseconds.
///
/// A result below zero is a negated error number. Thread-safe.
@SuppressWarnings("restricted") // A binding asserts the C library's signatures; there is no unrestricted way.
final class Libc {
    static final int ENOENT = 2;
    static final int EPERM = 1;
    static final int EINTR = 4;
    static final int EBADF = 9;
    static final int EACCES = 13;
    static final int EEXIST = 17;
    static final int ENOTDIR = 20;
    static final int ERANGE = 34;
    static final int ENOSYS = 38;
    static final int ELOOP = 40;
    static final int ENODATA = 61;
    static final int EOPNOTSUPP = 95;

    static final int AT_FDCWD = -100;

    /// Of `struct statx`.
    static final int STATX_BYTES = 256;

    private static final int AT_SYMLINK_NOFOLLOW = 0x100;
    private static final int AT_NO_AUTOMOUNT = 0x800;
    private static final int AT_EMPTY_PATH = 0x1000;
    private static final int STATX_BASIC_STATS = 0x7ff;
    private static final int O_CLOEXEC = 0x80000;

    /// In place of the nanoseconds: leave this time alone.
    private static final long UTIME_OMIT = (1L << 30) - 2;

    /// Of `struct open_how`: flags, mode, and how to resolve; links nowhere on the way.
    private static final long RESOLVE_NO_SYMLINKS = 4;

    /// No system call has it.
    private static final int NONE = -1;

    private static final List<String> FUNCTIONS = List.of("syscall", "strerror");

    private static final Linker LINKER = Linker.nativeLinker();
    private static final StructLayout ERRNO_STATE = Linker.Option.captureStateLayout();
    private static final long ERRNO_OFFSET = ERRNO_STATE.byteOffset(MemoryLayout.PathElement.groupElement("errno"));

    private static final Optional<Libc> LOADED = load();

    private final SystemCall.Table table;
    private final Set<SystemCall> missing;

    private Libc(SystemCall.Table table, Set<SystemCall> missing) {
        this.table = table;
        this.missing = missing;
    }

    /// The same on a system from before the calls that not all have.
    Libc ofOldSystem() {
        return new Libc(table, EnumSet.of(SystemCall.OPENAT2, SystemCall.FCHMODAT2));
    }

    /// Linked where calls are allowed. A constant, since what calls a handle that is none goes through an interpreter
    /// at each call.
    private static final class Calling {
        static final MethodHandle SYSCALL = LINKER.downcallHandle(
                address("syscall"),
                FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
                Linker.Option.captureCallState("errno"),
                Linker.Option.firstVariadicArg(1));

        private Calling() {}
    }

    private static final class Failing {
        static final MethodHandle STRERROR =
                LINKER.downcallHandle(address("strerror"), FunctionDescriptor.of(ADDRESS, JAVA_INT));

        private Failing() {}
    }

    private static MemorySegment address(String name) {
        return LINKER.defaultLookup().findOrThrow(name);
    }

    /// Empty where the system is no Linux of a kind known here, or native calls are not allowed.
    static Optional<Libc> loaded() {
        return LOADED;
    }

    private static Optional<Libc> load() {
        Optional<SystemCall.Table> table = SystemCall.Table.of(System.getProperty("os.arch"));
        boolean linux = System.getProperty("os.name").equals("Linux");
        // What is held open is named by these paths where Java's own API has to be told of it.
        if (table.isEmpty() || !linux || !Files.isDirectory(Path.of("/proc/self/fd"))) {
            return Optional.empty();
        }
        boolean allowed = Libc.class.getModule().isNativeAccessEnabled()
                && FUNCTIONS.stream()
                        .allMatch(name -> LINKER.defaultLookup().find(name).isPresent());
        return allowed
                ? Optional.of(new Libc(table.get(), EnumSet.noneOf(SystemCall.class)))
                        .filter(Libc::works)
                : Optional.empty();
    }

    /// Systems that are too old, and sandboxes that are, refuse what nothing can replace here.
    private boolean works() {
        try (Arena arena = Arena.ofConfined()) {
            int result = stat(AT_FDCWD, new byte[] {'/'}, arena.allocate(STATX_BYTES, 8));
            return result != -ENOSYS && result != -EPERM;
        }
    }

    /// A descriptor that an exec does not inherit.
    int open(int directory, byte[] name, int flags) {
        try (Arena arena = Arena.ofConfined()) {
            return (int) call(arena, SystemCall.OPENAT, directory, text(arena, name), flags | O_CLOEXEC, 0, 0);
        }
    }

    /// As [#open], with a path of several names none of which may be a link. Fails where the system cannot do that.
    int openWithoutLinks(int directory, byte[] path, int flags) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment how = arena.allocateFrom(JAVA_LONG, flags | O_CLOEXEC, 0, RESOLVE_NO_SYMLINKS);
            long text = text(arena, path);
            return (int) call(arena, SystemCall.OPENAT2, directory, text, how.address(), how.byteSize(), 0);
        }
    }

    void close(int descriptor) {
        try (Arena arena = Arena.ofConfined()) {
            long result = call(arena, SystemCall.CLOSE, descriptor, 0, 0, 0, 0);
            assert result != -EBADF : "closed twice: " + descriptor;
        }
    }

    /// Fills a `struct statx` with what `name` in `directory` is, not following a link; with what `directory`
    /// itself is, whatever it is, if `name` is empty.
    int stat(int directory, byte[] name, MemorySegment found) {
        try (Arena arena = Arena.ofConfined()) {
            int flags = AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT | (name.length == 0 ? AT_EMPTY_PATH : 0);
            long text = text(arena, name);
            return (int) call(arena, SystemCall.STATX, directory, text, flags, STATX_BASIC_STATS, found.address());
        }
    }

    /// Fills `buffer` with the bytes of a file from `position` on; 0 at the end.
    long read(int descriptor, MemorySegment buffer, long position) {
        try (Arena arena = Arena.ofConfined()) {
            return call(arena, SystemCall.PREAD64, descriptor, buffer.address(), buffer.byteSize(), position, 0);
        }
    }

    /// Fills `buffer` with directory entries; 0 at the end.
    long entries(int directory, MemorySegment buffer) {
        try (Arena arena = Arena.ofConfined()) {
            return call(arena, SystemCall.GETDENTS64, directory, buffer.address(), buffer.byteSize(), 0, 0);
        }
    }

    long readLink(int directory, byte[] name, MemorySegment buffer) {
        try (Arena arena = Arena.ofConfined()) {
            long text = text(arena, name);
            return call(arena, SystemCall.READLINKAT, directory, text, buffer.address(), buffer.byteSize(), 0);
        }
    }

    int makeLink(byte[] target, int directory, byte[] name) {
        try (Arena arena = Arena.ofConfined()) {
            return (int) call(arena, SystemCall.SYMLINKAT, text(arena, target), directory, text(arena, name), 0, 0);
        }
    }

    int setModified(int directory, byte[] name, Instant modified) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment times =
                    arena.allocateFrom(JAVA_LONG, 0, UTIME_OMIT, modified.getEpochSecond(), modified.getNano());
            long text = text(arena, name);
            return (int) call(arena, SystemCall.UTIMENSAT, directory, text, times.address(), AT_SYMLINK_NOFOLLOW, 0);
        }
    }

    /// Sets the mode of anything but a link. Fails for a link, and where the system cannot do that in one call.
    int setMode(int directory, byte[] name, int mode) {
        try (Arena arena = Arena.ofConfined()) {
            long text = text(arena, name);
            return (int) call(arena, SystemCall.FCHMODAT2, directory, text, mode, AT_SYMLINK_NOFOLLOW, 0);
        }
    }

    /// The names of extended attributes, each closed by a NUL, following a link; with an empty buffer the bytes
    /// needed.
    long xattrNames(byte[] path, MemorySegment buffer) {
        try (Arena arena = Arena.ofConfined()) {
            return call(arena, SystemCall.LISTXATTR, text(arena, path), buffer.address(), buffer.byteSize(), 0, 0);
        }
    }

    /// As [#xattrNames(byte[], MemorySegment)], of a file that is open for reading.
    long xattrNames(int descriptor, MemorySegment buffer) {
        try (Arena arena = Arena.ofConfined()) {
            return call(arena, SystemCall.FLISTXATTR, descriptor, buffer.address(), buffer.byteSize(), 0, 0);
        }
    }

    /// One value, following a link; with an empty buffer the bytes needed.
    long xattr(byte[] path, byte[] name, MemorySegment buffer) {
        try (Arena arena = Arena.ofConfined()) {
            long text = text(arena, path);
            long attribute = text(arena, name);
            return call(arena, SystemCall.GETXATTR, text, attribute, buffer.address(), buffer.byteSize(), 0);
        }
    }

    int setXattr(byte[] path, byte[] name, byte[] value) {
        try (Arena arena = Arena.ofConfined()) {
            long text = text(arena, path);
            long attribute = text(arena, name);
            long bytes = arena.allocateFrom(JAVA_BYTE, value).address();
            return (int) call(arena, SystemCall.LSETXATTR, text, attribute, bytes, value.length, 0);
        }
    }

    int removeXattr(byte[] path, byte[] name) {
        try (Arena arena = Arena.ofConfined()) {
            return (int) call(arena, SystemCall.LREMOVEXATTR, text(arena, path), text(arena, name), 0, 0, 0);
        }
    }

    /// Writes out everything of the file system that holds `descriptor`.
    int sync(int descriptor) {
        try (Arena arena = Arena.ofConfined()) {
            return (int) call(arena, SystemCall.SYNCFS, descriptor, 0, 0, 0, 0);
        }
    }

    /// The system's own words for an error number.
    String message(int error) {
        try {
            MemorySegment text = (MemorySegment) Failing.STRERROR.invokeExact(error);
            return text.reinterpret(256).getString(0);
        } catch (Throwable impossible) {
            throw unexpected(impossible);
        }
    }

    /// Makes a call. What takes fewer arguments is given zeros, which nobody looks at.
    ///
    /// @param arena where the addresses among the arguments are valid, if they are not for longer
    private long call(Arena arena, SystemCall call, long first, long second, long third, long fourth, long fifth) {
        MemorySegment errno = arena.allocate(ERRNO_STATE);
        long number = missing.contains(call) ? NONE : call.number(table);
        try {
            long result = (long) Calling.SYSCALL.invokeExact(errno, number, first, second, third, fourth, fifth);
            return result < 0 ? -errno.get(JAVA_INT, ERRNO_OFFSET) : result;
        } catch (Throwable impossible) {
            throw unexpected(impossible);
        }
    }

    private static long text(Arena arena, byte[] bytes) {
        MemorySegment text = arena.allocate(bytes.length + 1L);
        MemorySegment.copy(bytes, 0, text, JAVA_BYTE, 0, bytes.length);
        return text.address();
    }

    private static Error unexpected(Throwable thrown) {
        return thrown instanceof Error error ? error : new AssertionError(thrown);
    }
}
