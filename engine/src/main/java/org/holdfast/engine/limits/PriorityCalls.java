package org.holdfast.engine.limits;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;

/// The functions of the Linux C library behind [Priority]. Thread-safe.
///
/// There are none without `--enable-native-access=ALL-UNNAMED`, as the JDK would print a warning that no user could
/// make sense of.
@SuppressWarnings("restricted") // A binding asserts the C library's signatures; there is no unrestricted way.
final class PriorityCalls implements Priority.Calls {
    /// `PRIO_PROCESS` of sys/resource.h; with the number of a thread it means that thread.
    private static final int PRIO_PROCESS = 0;

    /// `IOPRIO_WHO_PROCESS`, `IOPRIO_CLASS_IDLE` and where the class stands, of linux/ioprio.h.
    private static final long WHO_PROCESS = 1;

    private static final long CLASS_IDLE = 3;
    private static final int CLASS_SHIFT = 13;

    /// Numbers of the system call ioprio_set, which the C library has no function for. ioprio_get is the next.
    private static final Map<String, Long> IOPRIO_SET = Map.of("amd64", 251L, "aarch64", 30L, "riscv64", 30L);

    private static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = CALL_STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private final long ioprioSet;
    private final MethodHandle setpriority;
    private final MethodHandle getpriority;
    private final MethodHandle syscall;

    private PriorityCalls(Linker linker, long ioprioSet) {
        ValueLayout.OfInt number = ValueLayout.JAVA_INT;
        ValueLayout.OfLong wide = ValueLayout.JAVA_LONG;
        Linker.Option errno = Linker.Option.captureCallState("errno");
        this.ioprioSet = ioprioSet;
        setpriority = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("setpriority"),
                FunctionDescriptor.of(number, number, number, number),
                errno);
        getpriority = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("getpriority"),
                FunctionDescriptor.of(number, number, number),
                errno);
        syscall = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("syscall"),
                FunctionDescriptor.of(wide, wide, wide, wide, wide),
                errno,
                Linker.Option.firstVariadicArg(1));
    }

    static Optional<Priority.Calls> load() {
        Long number = IOPRIO_SET.get(System.getProperty("os.arch"));
        boolean usable = System.getProperty("os.name").equals("Linux")
                && PriorityCalls.class.getModule().isNativeAccessEnabled();
        if (number == null || !usable) {
            return Optional.empty();
        }
        try {
            return Optional.of(new PriorityCalls(Linker.nativeLinker(), number));
        } catch (NoSuchElementException | UnsupportedOperationException _) {
            return Optional.empty();
        }
    }

    @Override
    public int nice(int thread, int nice) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(CALL_STATE);
            return (int) setpriority.invokeExact(state, PRIO_PROCESS, thread, nice) == 0 ? 0 : errno(state);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    @Override
    public int niceOf(int thread) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(CALL_STATE);
            int nice = (int) getpriority.invokeExact(state, PRIO_PROCESS, thread);
            // -1 is a value as well as an error, and less than anything that could be wanted.
            return nice == -1 ? 0 : nice;
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    @Override
    public int idleDisk(int thread) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(CALL_STATE);
            long result =
                    (long) syscall.invokeExact(state, ioprioSet, WHO_PROCESS, (long) thread, CLASS_IDLE << CLASS_SHIFT);
            return result == 0 ? 0 : errno(state);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    private static int errno(MemorySegment state) {
        return (int) ERRNO.get(state, 0L);
    }

    private static Error unexpected(Throwable e) {
        return switch (e) {
            case Error error -> error;
            default -> new AssertionError("a native call throws nothing", e);
        };
    }
}
