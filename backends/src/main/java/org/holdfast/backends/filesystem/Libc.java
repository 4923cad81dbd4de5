package org.holdfast.backends.filesystem;

import java.io.IOException;
import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The few functions of the Linux C library that have no counterpart in the JDK. Thread-safe.
///
/// Available on Linux when the JVM was started with `--enable-native-access=ALL-UNNAMED`; without it the JDK would
/// print a warning that no user could make sense of, so then we do without.
final class Libc {
    private static final List<String> NEEDED = List.of("open", "close", "syncfs", "strerror");

    /// `O_RDONLY | O_CLOEXEC` of Linux's fcntl.h; the same on all architectures that a current JDK runs on, which
    /// cannot be said of `O_DIRECTORY`.
    private static final int OPEN_FLAGS = 0x80000;

    private static final AddressLayout POINTER = ValueLayout.ADDRESS;
    private static final ValueLayout.OfInt NUMBER = ValueLayout.JAVA_INT;
    private static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = CALL_STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private final Linker linker;
    private final MethodHandle open;
    private final MethodHandle close;
    private final MethodHandle syncfs;

    /// To link a function takes some milliseconds, but for one whose signature and options another has.
    private Libc(Linker linker) {
        this.linker = linker;
        Linker.Option errno = Linker.Option.captureCallState("errno");
        open = function(
                "open", FunctionDescriptor.of(NUMBER, POINTER, NUMBER), errno, Linker.Option.firstVariadicArg(2));
        close = function("close", FunctionDescriptor.of(NUMBER, NUMBER), errno);
        syncfs = function("syncfs", FunctionDescriptor.of(NUMBER, NUMBER), errno);
    }

    // The launcher enables native access, which isAvailable() has seen; the signatures are those of the manual pages.
    @SuppressWarnings("restricted")
    private MethodHandle function(String name, FunctionDescriptor signature, Linker.Option... options) {
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), signature, options);
    }

    /// Whether [#load()] gives anything. Much cheaper than loading.
    static boolean isAvailable() {
        return System.getProperty("os.name").toLowerCase(Locale.ROOT).equals("linux")
                && Libc.class.getModule().isNativeAccessEnabled()
                && NEEDED.stream()
                        .allMatch(name ->
                                Linker.nativeLinker().defaultLookup().find(name).isPresent());
    }

    static Optional<Libc> load() {
        return isAvailable() ? Optional.of(new Libc(Linker.nativeLinker())) : Optional.empty();
    }

    /// Writes all of the file system that `directory` is on to its device, as syncfs(2) does, and waits for it. Cannot
    /// be interrupted.
    ///
    /// @param directory the bytes of an absolute path
    /// @throws IOException with the system's text for the error as its message
    void syncFileSystem(byte[] directory) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment path = arena.allocate(directory.length + 1L);
            MemorySegment.copy(directory, 0, path, ValueLayout.JAVA_BYTE, 0, directory.length);
            MemorySegment state = arena.allocate(CALL_STATE);
            int descriptor = (int) open.invokeExact(state, path, OPEN_FLAGS);
            if (descriptor < 0) {
                throw new IOException(errorText((int) ERRNO.get(state, 0L)));
            }
            try {
                if ((int) syncfs.invokeExact(state, descriptor) != 0) {
                    throw new IOException(errorText((int) ERRNO.get(state, 0L)));
                }
            } finally {
                int _ = (int) close.invokeExact(state, descriptor);
            }
        } catch (IOException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError("a native call throws nothing checked", e);
        }
    }

    /// The system's text for an error number, in the language of the locale: what the JDK puts in its exceptions.
    // The text is NUL-terminated and lives until this thread asks again.
    @SuppressWarnings("restricted")
    String errorText(int errno) {
        MethodHandle strerror = function("strerror", FunctionDescriptor.of(POINTER, NUMBER));
        try {
            MemorySegment text = (MemorySegment) strerror.invokeExact(errno);
            return text.reinterpret(Long.MAX_VALUE)
                    .getString(0, Charset.forName(System.getProperty("sun.jnu.encoding")));
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError("a native call throws nothing checked", e);
        }
    }
}
