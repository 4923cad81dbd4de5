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
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The system calls that Java's own file API lacks or blurs: it normalizes the targets of links, misses times
/// before 1970, knows only `user.*` attributes, and follows a link that has taken the place of a directory.
///
/// A result below zero is a negated error number. Thread-safe.
@SuppressWarnings("restricted") // A binding asserts the C library's signatures; there is no unrestricted way.
final class Libc {
    static final int ENOENT = 2;
    static final int EPERM = 1;
    static final int EACCES = 13;
    static final int EEXIST = 17;
    static final int ENOTDIR = 20;
    static final int ERANGE = 34;
    static final int ELOOP = 40;
    static final int ENODATA = 61;
    static final int EOPNOTSUPP = 95;

    static final int AT_FDCWD = -100;

    private static final int AT_SYMLINK_NOFOLLOW = 0x100;
    private static final int AT_NO_AUTOMOUNT = 0x800;
    private static final int AT_EMPTY_PATH = 0x1000;
    private static final int STATX_BASIC_STATS = 0x7ff;

    /// In place of the nanoseconds: leave this time alone.
    private static final long UTIME_OMIT = (1L << 30) - 2;

    /// Numbers of the system call getdents64, which C libraries wrap under different names.
    private static final Map<String, Long> GETDENTS64 = Map.of("amd64", 217L, "aarch64", 61L, "riscv64", 61L);

    /// The system call openat2, whose number is the same everywhere; Linux has it since 5.6.
    private static final long OPENAT2 = 437;

    /// Of `struct open_how`: flags, mode, and how to resolve; links nowhere on the way.
    private static final long RESOLVE_NO_SYMLINKS = 4;

    /// The system call fchmodat2, likewise; since 6.6.
    private static final long FCHMODAT2 = 452;

    /// No system call has it.
    private static final long NONE = -1;

    /// All that is called here, looked up before any of it is linked: a system has all of it or counts as having none.
    private static final List<String> FUNCTIONS = List.of(
            "syscall",
            "openat",
            "close",
            "statx",
            "listxattr",
            "readlinkat",
            "getxattr",
            "symlinkat",
            "utimensat",
            "lsetxattr",
            "lremovexattr",
            "syncfs",
            "strerror");

    private static final Linker LINKER = Linker.nativeLinker();
    private static final StructLayout ERRNO_STATE = Linker.Option.captureStateLayout();
    private static final long ERRNO_OFFSET = ERRNO_STATE.byteOffset(MemoryLayout.PathElement.groupElement("errno"));

    private static final Optional<Libc> LOADED = load();

    private final long getdents64;
    private final long openat2;
    private final long fchmodat2;

    private Libc(long getdents64, long openat2, long fchmodat2) {
        this.getdents64 = getdents64;
        this.openat2 = openat2;
        this.fchmodat2 = fchmodat2;
    }

    /// The same on a system from before the calls that not all have.
    Libc ofOldSystem() {
        return new Libc(getdents64, NONE, NONE);
    }

    /// What reading a tree takes, as constants: what calls a handle that is none goes through an interpreter at each
    /// call. To link one takes some milliseconds, so each of these classes waits for who needs it.
    private static final class Reading {
        static final MethodHandle SYSCALL =
                variadic("syscall", 1, FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
        static final MethodHandle OPENAT =
                variadic("openat", 3, FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT));
        static final MethodHandle OPENAT2 = variadic(
                "syscall", 1, FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG));
        static final MethodHandle CLOSE =
                LINKER.downcallHandle(address("close"), FunctionDescriptor.of(JAVA_INT, JAVA_INT));
        static final MethodHandle STATX =
                function("statx", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS));
        static final MethodHandle LISTXATTR =
                function("listxattr", FunctionDescriptor.of(JAVA_LONG, ADDRESS, ADDRESS, JAVA_LONG));

        private Reading() {}
    }

    /// What only some trees have.
    private static final class ReadingMore {
        static final MethodHandle READLINKAT =
                function("readlinkat", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG));
        static final MethodHandle GETXATTR =
                function("getxattr", FunctionDescriptor.of(JAVA_LONG, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG));

        private ReadingMore() {}
    }

    private static final class Writing {
        static final MethodHandle SYMLINKAT =
                function("symlinkat", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, ADDRESS));
        static final MethodHandle UTIMENSAT =
                function("utimensat", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS, JAVA_INT));
        static final MethodHandle FCHMODAT2 = variadic(
                "syscall", 1, FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT));
        static final MethodHandle LSETXATTR =
                function("lsetxattr", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT));
        static final MethodHandle LREMOVEXATTR =
                function("lremovexattr", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));
        static final MethodHandle SYNCFS = function("syncfs", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

        private Writing() {}
    }

    private static final class Failing {
        static final MethodHandle STRERROR =
                LINKER.downcallHandle(address("strerror"), FunctionDescriptor.of(ADDRESS, JAVA_INT));

        private Failing() {}
    }

    private static MethodHandle function(String name, FunctionDescriptor type) {
        return LINKER.downcallHandle(address(name), type, Linker.Option.captureCallState("errno"));
    }

    /// @param fixed how many arguments stand before the dots of its declaration
    private static MethodHandle variadic(String name, int fixed, FunctionDescriptor type) {
        return LINKER.downcallHandle(
                address(name), type, Linker.Option.captureCallState("errno"), Linker.Option.firstVariadicArg(fixed));
    }

    private static MemorySegment address(String name) {
        return LINKER.defaultLookup().findOrThrow(name);
    }

    /// Empty where the system is no Linux of a kind known here, or native calls are not allowed.
    static Optional<Libc> loaded() {
        return LOADED;
    }

    private static Optional<Libc> load() {
        Long number = GETDENTS64.get(System.getProperty("os.arch"));
        boolean linux = System.getProperty("os.name").equals("Linux");
        // What is held open is named by these paths where Java's own API has to be told of it.
        if (number == null || !linux || !Files.isDirectory(Path.of("/proc/self/fd"))) {
            return Optional.empty();
        }
        boolean allowed = Libc.class.getModule().isNativeAccessEnabled()
                && FUNCTIONS.stream()
                        .allMatch(name -> LINKER.defaultLookup().find(name).isPresent());
        return allowed ? Optional.of(new Libc(number, OPENAT2, FCHMODAT2)) : Optional.empty();
    }

    /// A descriptor that an exec does not inherit.
    int open(int directory, byte[] name, int flags) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = arena.allocate(ERRNO_STATE);
            int result = (int) Reading.OPENAT.invokeExact(errno, directory, text(arena, name), flags | 0x80000, 0);
            return result < 0 ? failure(errno) : result;
        } catch (Throwable impossible) {
            throw unexpected(impossible);
        }
    }

    /// As [#open], with a path of several names none of which may be a link. Fails where the system cannot do that.
    int openWithoutLinks(int directory, byte[] path, int flags) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = arena.allocate(ERRNO_STATE);
            MemorySegment how = arena.allocateFrom(JAVA_LONG, flags | 0x80000L, 0, RESOLVE_NO_SYMLINKS);
            long result = (long)
                    Reading.OPENAT2.invokeExact(errno, openat2, directory, text(arena, path), how, how.byteSize());
            return result < 0 ? failure(errno) : (int) result;
        } catch (Throwable impossible) {
            throw unexpected(impossible);
        }
    }

    void close(int descriptor) {
        try {
            int ignored = (int) Reading.CLOSE.invokeExact(descriptor);
            assert ignored == 0 : "closed twice: " + descriptor;
        } catch (Throwable impossible) {
            throw unexpected(impossible);
        }
    }

    /// Fills a `struct statx` with what `name` in `directory` is, not following a link; with what `directory`
    /// itself is, whatever it is, if `name` is empty.
    int stat(int directory, byte[] name, MemorySegment found) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = arena.allocate(ERRNO_STATE);
            int flags = AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT | (name.length == 0 ? AT_EMPTY_PATH : 0);
            int result = (int)
                    Reading.STATX.invokeExact(errno, directory, text(arena, name), flags, STATX_BASIC_STATS, found);
            return result < 0 ? failure(errno) : result;
        } catch (Throwable impossible) {
            throw unexpected(impossible);
        }
    }

    /// Fills `buffer` with directory entries; 0 at the end.
    long entries(int directory, MemorySegment buffer) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = arena.allocate(ERRNO_STATE);
            long result = (long) Reading.SYSCALL.invokeExact(errno, getdents64, directory, buffer, buffer.byteSize());
            return result < 0 ? failure(errno) : result;
        } catch (Throwable impossible) {
            throw unexpected(impossible);
        }
    }

    long readLink(int directory, byte[] name, MemorySegment buffer) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = arena.allocate(ERRNO_STATE);
            long result = (long)
                    ReadingMore.READLINKAT.invokeExact(errno, directory, text(arena, name), buffer, buffer.byteSize());
            return result < 0 ? failure(errno) : result;
        } catch (Throwable impossible) {
            throw unexpected(impossible);
        }
    }

    int makeLink(byte[] target, int directory, byte[] name) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = arena.allocate(ERRNO_STATE);
            int result = (int) Writing.SYMLINKAT.invokeExact(errno, text(arena, target), directory, text(arena, name));
            return result < 0 ? failure(errno) : result;
        } catch (Throwable impossible) {
            throw unexpected(impossible);
        }
    }

    int setModified(int directory, byte[] name, Instant modified) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = arena.allocate(ERRNO_STATE);
            MemorySegment times =
                    arena.allocateFrom(JAVA_LONG, 0, UTIME_OMIT, modified.getEpochSecond(), modified.getNano());
            int result = (int)
                    Writing.UTIMENSAT.invokeExact(errno, directory, text(arena, name), times, AT_SYMLINK_NOFOLLOW);
            return result < 0 ? failure(errno) : result;
        } catch (Throwable impossible) {
            throw unexpected(impossible);
        }
    }

    /// Sets the mode of anything but a link. Fails for a link, and where the system cannot do that in one call.
    int setMode(int directory, byte[] name, int mode) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = arena.allocate(ERRNO_STATE);
            long result = (long) Writing.FCHMODAT2.invokeExact(
                    errno, fchmodat2, directory, text(arena, name), mode, AT_SYMLINK_NOFOLLOW);
            return result < 0 ? failure(errno) : (int) result;
        } catch (Throwable impossible) {
            throw unexpected(impossible);
        }
    }

    /// The names of extended attributes, each closed by a NUL, following a link; with an empty buffer the bytes needed.
    long xattrNames(byte[] path, MemorySegment buffer) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = arena.allocate(ERRNO_STATE);
            long result = (long) Reading.LISTXATTR.invokeExact(errno, text(arena, path), buffer, buffer.byteSize());
            return result < 0 ? failure(errno) : result;
        } catch (Throwable impossible) {
            throw unexpected(impossible);
        }
    }

    /// One value, following a link; with an empty buffer the bytes needed.
    long xattr(byte[] path, byte[] name, MemorySegment buffer) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = arena.allocate(ERRNO_STATE);
            long result = (long) ReadingMore.GETXATTR.invokeExact(
                    errno, text(arena, path), text(arena, name), buffer, buffer.byteSize());
            return result < 0 ? failure(errno) : result;
        } catch (Throwable impossible) {
            throw unexpected(impossible);
        }
    }

    int setXattr(byte[] path, byte[] name, byte[] value) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = arena.allocate(ERRNO_STATE);
            MemorySegment bytes = arena.allocateFrom(JAVA_BYTE, value);
            int result = (int) Writing.LSETXATTR.invokeExact(
                    errno, text(arena, path), text(arena, name), bytes, (long) value.length, 0);
            return result < 0 ? failure(errno) : result;
        } catch (Throwable impossible) {
            throw unexpected(impossible);
        }
    }

    int removeXattr(byte[] path, byte[] name) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = arena.allocate(ERRNO_STATE);
            int result = (int) Writing.LREMOVEXATTR.invokeExact(errno, text(arena, path), text(arena, name));
            return result < 0 ? failure(errno) : result;
        } catch (Throwable impossible) {
            throw unexpected(impossible);
        }
    }

    /// Writes out everything of the file system that holds `descriptor`.
    int sync(int descriptor) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = arena.allocate(ERRNO_STATE);
            int result = (int) Writing.SYNCFS.invokeExact(errno, descriptor);
            return result < 0 ? failure(errno) : result;
        } catch (Throwable impossible) {
            throw unexpected(impossible);
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

    private static int failure(MemorySegment errno) {
        return -errno.get(JAVA_INT, ERRNO_OFFSET);
    }

    private static MemorySegment text(Arena arena, byte[] bytes) {
        MemorySegment text = arena.allocate(bytes.length + 1L);
        MemorySegment.copy(bytes, 0, text, JAVA_BYTE, 0, bytes.length);
        return text;
    }

    private static Error unexpected(Throwable thrown) {
        return thrown instanceof Error error ? error : new AssertionError(thrown);
    }
}
