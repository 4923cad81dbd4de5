package org.holdfast.backends.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.text.Normalizer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.holdfast.backends.ByteSink;
import org.holdfast.backends.ByteSource;
import org.holdfast.backends.Depth;
import org.holdfast.backends.ForwardingStore;
import org.holdfast.backends.ObjectInfo;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.ObjectNotFoundException;
import org.holdfast.backends.ObjectVisitor;
import org.holdfast.backends.PermanentStoreException;
import org.holdfast.backends.Unfinished;
import org.holdfast.backends.UnfinishedVisitor;
import org.holdfast.backends.testing.StoreContract.Check;
import org.holdfast.backends.testing.StoreContract.Violation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The checks themselves: each bug that a store may have is found, by the check whose name says so.
class StoreContractTest {
    /// A store with one bug, and the check that must find it.
    record Bug(String name, String check, Broken store) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Bug> bugs() {
        return List.of(
                new Bug("loses the last byte", "byte for byte", new Broken() {
                    @Override
                    public Optional<String> put(ObjectKey key, ByteSource source) throws IOException {
                        byte[] all = bytes(source);
                        return inner.put(key, out -> out.write(all, 0, Math.max(0, all.length - 1)));
                    }
                }),
                new Bug("publishes what a failed source wrote", "source fails publishes nothing", new Broken() {
                    @Override
                    public Optional<String> put(ObjectKey key, ByteSource source) throws IOException {
                        ByteArrayOutputStream out = new ByteArrayOutputStream();
                        try {
                            source.writeTo(out);
                        } finally {
                            inner.put(key, o -> out.writeTo(o));
                        }
                        return Optional.empty();
                    }
                }),
                new Bug("does not replace", "replaces the object", new Broken() {
                    @Override
                    public Optional<String> put(ObjectKey key, ByteSource source) throws IOException {
                        if (inner.stat(key).isEmpty()) {
                            inner.put(key, source);
                        }
                        return Optional.empty();
                    }
                }),
                new Bug("writes in two steps", "never a mixture", new TwoSteps()),
                new Bug("gives nothing for a missing object", "before the sink is called", new Broken() {
                    @Override
                    public void get(ObjectKey key, ByteSink sink) throws IOException {
                        if (inner.stat(key).isPresent()) {
                            inner.get(key, sink);
                        }
                    }
                }),
                new Bug("wraps exceptions of the source", "exception of a source", new Broken() {
                    @Override
                    public Optional<String> put(ObjectKey key, ByteSource source) throws IOException {
                        try {
                            return inner.put(key, source);
                        } catch (IllegalStateException e) {
                            throw new PermanentStoreException("wrapped", e);
                        }
                    }
                }),
                new Bug("tries a failing sink again", "exception of a sink", new Broken() {
                    @Override
                    public void get(ObjectKey key, ByteSink sink) throws IOException {
                        try {
                            inner.get(key, sink);
                        } catch (ObjectNotFoundException e) {
                            throw e;
                        } catch (IOException _) {
                            inner.get(key, sink);
                        }
                    }
                }),
                new Bug("swallows exceptions of the visitor", "exception of a visitor", new Broken() {
                    @Override
                    public void list(ObjectKey prefix, Depth depth, ObjectVisitor visitor) throws IOException {
                        inner.list(prefix, depth, new ObjectVisitor() {
                            @Override
                            public void object(ObjectInfo info) {
                                try {
                                    visitor.object(info);
                                } catch (IOException _) {
                                    // The bug.
                                }
                            }

                            @Override
                            public void prefix(ObjectKey found) throws IOException {
                                visitor.prefix(found);
                            }
                        });
                    }
                }),
                new Bug("takes a prefix for a beginning of text", "segment border", new Broken() {
                    @Override
                    public void list(ObjectKey prefix, Depth depth, ObjectVisitor visitor) throws IOException {
                        if (depth == Depth.CHILDREN) {
                            inner.list(prefix, depth, visitor);
                            return;
                        }
                        inner.list(ObjectKey.ROOT, depth, info -> {
                            if (info.key().text().startsWith(prefix.text())) {
                                visitor.object(info);
                            }
                        });
                    }
                }),
                new Bug("reports a prefix for each object", "children are direct", new Broken() {
                    @Override
                    public void list(ObjectKey prefix, Depth depth, ObjectVisitor visitor) throws IOException {
                        inner.list(prefix, depth, visitor);
                        if (depth == Depth.CHILDREN) {
                            inner.list(prefix, depth, new PrefixesOnly(visitor));
                        }
                    }
                }),
                new Bug("stops after a page", "more than a thousand objects are listed", new Broken() {
                    @Override
                    public void list(ObjectKey prefix, Depth depth, ObjectVisitor visitor) throws IOException {
                        List<ObjectInfo> all = new ArrayList<>();
                        inner.list(prefix, depth, new ObjectVisitor() {
                            @Override
                            public void object(ObjectInfo info) {
                                all.add(info);
                            }

                            @Override
                            public void prefix(ObjectKey found) throws IOException {
                                visitor.prefix(found);
                            }
                        });
                        for (ObjectInfo info : all.subList(0, Math.min(1000, all.size()))) {
                            visitor.object(info);
                        }
                    }
                }),
                new Bug("keeps the old target of a copy", "copy replaces", new Broken() {
                    @Override
                    public void copy(ObjectKey from, ObjectKey to, Optional<ByteSource> original) throws IOException {
                        if (inner.stat(to).isEmpty()) {
                            inner.copy(from, to, original);
                        }
                    }
                }),
                new Bug("deletes the source of a copy", "copy has the same bytes", new Broken() {
                    @Override
                    public void copy(ObjectKey from, ObjectKey to, Optional<ByteSource> original) throws IOException {
                        inner.copy(from, to, original);
                        inner.delete(List.of(from));
                    }
                }),
                new Bug("ignores a missing source", "copying a missing object", new Broken() {
                    @Override
                    public void copy(ObjectKey from, ObjectKey to, Optional<ByteSource> original) throws IOException {
                        if (inner.stat(from).isPresent()) {
                            inner.copy(from, to, original);
                        }
                    }
                }),
                new Bug("deletes below a key", "deleting missing objects", new Broken() {
                    @Override
                    public void delete(Collection<ObjectKey> keys) throws IOException {
                        Set<ObjectKey> below = new TreeSet<>(keys);
                        for (ObjectKey key : keys) {
                            inner.list(key, Depth.ALL, info -> below.add(info.key()));
                        }
                        inner.delete(below);
                    }
                }),
                new Bug("deletes a thousand at most", "objects are deleted at once", new Broken() {
                    @Override
                    public void delete(Collection<ObjectKey> keys) throws IOException {
                        inner.delete(keys.stream().limit(1000).toList());
                    }
                }),
                new Bug("folds case", "case or composition", new Renaming(name -> name.toLowerCase(Locale.ROOT))),
                new Bug(
                        "composes letters",
                        "case or composition",
                        new Renaming(name -> Normalizer.normalize(name, Normalizer.Form.NFC))),
                new Bug("reads a plus as a space", "odd names", new Renaming(name -> name.replace('+', ' '))),
                new Bug("decodes percent signs", "odd names", new Renaming(name -> name.replace("%2F", "%2f"))),
                new Bug(
                        "cuts long names",
                        "as long as promised",
                        new Renaming(name -> name.length() < 255 ? name : name.substring(0, 254))),
                new Bug("ignores interruptions", "interrupted thread does nothing", new Broken() {
                    @Override
                    public Optional<ObjectInfo> stat(ObjectKey key) throws IOException {
                        boolean interrupted = Thread.interrupted();
                        try {
                            return inner.stat(key);
                        } finally {
                            if (interrupted) {
                                Thread.currentThread().interrupt();
                            }
                        }
                    }
                }),
                new Bug("clears the interrupt flag", "interrupted get ends", new Broken() {
                    @Override
                    public void get(ObjectKey key, ByteSink sink) throws IOException {
                        try {
                            inner.get(key, sink);
                        } catch (InterruptedIOException e) {
                            assertThat(Thread.interrupted()).isTrue();
                            throw e;
                        }
                    }
                }),
                new Bug("tells another tag than it shows", "tells the tag", new Broken() {
                    @Override
                    public Optional<String> put(ObjectKey key, ByteSource source) throws IOException {
                        return inner.put(key, source).map(tag -> "\"" + tag + "\"");
                    }
                }),
                new Bug("believes what a source expects", "more or less than it expects", new Broken() {
                    @Override
                    public Optional<String> put(ObjectKey key, ByteSource source) throws IOException {
                        byte[] all = bytes(source);
                        long expected = source.expectedSize();
                        return inner.put(
                                key,
                                out -> out.write(
                                        all, 0, expected < 0 ? all.length : (int) Math.min(all.length, expected)));
                    }
                }),
                new Bug("leaves something behind", "leaves nothing unfinished", new Broken() {
                    @Override
                    public void unfinished(ObjectKey prefix, UnfinishedVisitor visitor) throws IOException {
                        visitor.unfinished(new Unfinished(prefix, "left", Instant.EPOCH));
                    }
                }),
                new Bug("copies by the original alone", "whatever becomes of the original", new Broken() {
                    @Override
                    public void copy(ObjectKey from, ObjectKey to, Optional<ByteSource> original) throws IOException {
                        if (original.isEmpty()) {
                            inner.copy(from, to, original);
                            return;
                        }
                        inner.put(to, original.get());
                    }
                }),
                new Bug("creates over what is there", "leaves alone what is there", new Broken() {
                    @Override
                    public boolean create(ObjectKey key, byte[] content) throws IOException {
                        boolean absent = inner.stat(key).isEmpty();
                        inner.put(key, out -> out.write(content));
                        return absent;
                    }
                }),
                new Bug("creates nothing", "makes an object where there is none", new Broken() {
                    @Override
                    public boolean create(ObjectKey key, byte[] content) throws IOException {
                        return inner.stat(key).isEmpty();
                    }
                }),
                new Bug("looks and then creates", "exactly one does", new Broken() {
                    private final CyclicBarrier both = new CyclicBarrier(2);

                    @Override
                    public boolean create(ObjectKey key, byte[] content) throws IOException {
                        boolean absent = inner.stat(key).isEmpty();
                        try {
                            both.await();
                        } catch (InterruptedException | BrokenBarrierException e) {
                            throw new AssertionError(e);
                        }
                        if (absent) {
                            inner.put(key, out -> out.write(content));
                        }
                        return absent;
                    }
                }),
                new Bug("tells another size than it lists", "tells the size", new Broken() {
                    @Override
                    public Optional<ObjectInfo> stat(ObjectKey key) throws IOException {
                        return inner.stat(key)
                                .map(info ->
                                        new ObjectInfo(info.key(), info.storedSize() + 1, info.modified(), info.tag()));
                    }
                }));
    }

    @ParameterizedTest
    @MethodSource("bugs")
    void everyBugIsFoundByTheCheckThatNamesIt(Bug bug) {
        List<Check> checks = StoreContract.checks().stream()
                .filter(check -> check.name().contains(bug.check))
                .toList();
        assertThat(checks).hasSize(1);
        Throwable thrown = catchThrowable(() -> checks.getFirst().run(bug.store, ObjectKey.of("scratch")));
        assertThat(thrown).isInstanceOfAny(Violation.class, ObjectNotFoundException.class);
        assertThat(thrown.getMessage()).isNotBlank();
    }

    @Test
    void aCheckLeavesNothingBehindEvenIfItFails() throws Exception {
        MemoryStore memory = new MemoryStore();
        memory.put(ObjectKey.of("the user's"), _ -> {});
        memory.put(ObjectKey.of("scratch-old"), _ -> {});
        for (Check check : StoreContract.checks()) {
            check.run(memory, ObjectKey.of("scratch"));
        }
        Check failing = new Check("fails", store -> {
            Probe.put(store, "left/behind");
            throw new Violation("on purpose");
        });
        assertThatThrownBy(() -> failing.run(memory, ObjectKey.of("scratch"))).hasMessage("on purpose");
        assertThat(Probe.list(memory, ObjectKey.ROOT, Depth.ALL)).containsExactly("scratch-old", "the user's");
    }

    @Test
    void everyCheckHasANameOfItsOwn() {
        assertThat(Stream.of(StoreContract.checks(), StoreContract.byteNameChecks())
                        .flatMap(List::stream)
                        .map(Check::name))
                .doesNotHaveDuplicates();
    }

    private static byte[] bytes(ByteSource source) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        source.writeTo(out);
        return out.toByteArray();
    }

    /// A store in memory, to be overridden with one bug.
    abstract static class Broken extends ForwardingStore {
        Broken() {
            super(new MemoryStore());
        }
    }

    /// Waits between the steps until somebody has read; not for ever, since readers stop once they have seen it.
    private static final class TwoSteps extends Broken {
        private final AtomicInteger reads = new AtomicInteger();

        @Override
        public Optional<String> put(ObjectKey key, ByteSource source) throws IOException {
            byte[] all = bytes(source);
            boolean first = inner.stat(key).isEmpty();
            inner.put(key, out -> out.write(all, 0, all.length / 2));
            int before = reads.get();
            for (int i = 0; i < 10_000 && !first && reads.get() < before + 3; i++) {
                Probe.letOthersRun();
            }
            return inner.put(key, out -> out.write(all));
        }

        @Override
        public void get(ObjectKey key, ByteSink sink) throws IOException {
            inner.get(key, sink);
            reads.incrementAndGet();
        }
    }

    private interface Rename {
        String apply(String name);
    }

    /// Stores objects under other names than it was told.
    private static final class Renaming extends Broken {
        private final Rename rename;

        Renaming(Rename rename) {
            this.rename = rename;
        }

        @Override
        public Optional<String> put(ObjectKey key, ByteSource source) throws IOException {
            return inner.put(renamed(key), source);
        }

        @Override
        public void get(ObjectKey key, ByteSink sink) throws IOException {
            inner.get(renamed(key), sink);
        }

        private ObjectKey renamed(ObjectKey key) {
            return ObjectKey.of(rename.apply(key.text()));
        }
    }

    private record PrefixesOnly(ObjectVisitor visitor) implements ObjectVisitor {
        @Override
        public void object(ObjectInfo info) {}

        @Override
        public void prefix(ObjectKey found) throws IOException {
            visitor.prefix(found);
        }
    }
}
