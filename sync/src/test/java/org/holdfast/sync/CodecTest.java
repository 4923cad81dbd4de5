package org.holdfast.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.holdfast.names.BytePath;
import org.junit.jupiter.api.Test;

class CodecTest {
    private static final BytePath PATH = BytePath.parse("a/ü");

    private static final StoredEntry FULL = new StoredEntry(
            Copy.file("a/ü", 7).tree(),
            Optional.of("ab".repeat(32)),
            Map.of("user.x", "eA=="),
            Optional.of(BytePath.parse("a/first")),
            true,
            Optional.of("tag"));

    private static <T> void comesBack(Codec<T> codec, T value) throws IOException {
        RecordOutput record = new RecordOutput();
        codec.write(value, record);
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        record.writeTo(frame);
        byte[] bytes = Objects.requireNonNull(Frames.next(new ByteArrayInputStream(frame.toByteArray())));
        RecordInput in = new RecordInput(bytes);

        assertThat(in.isAtEnd()).isFalse();
        assertThat(codec.read(in)).isEqualTo(value);
        assertThat(in.isAtEnd()).isTrue();
        for (int cut = 0; cut < bytes.length; cut++) {
            RecordInput part = new RecordInput(Arrays.copyOf(bytes, cut));
            assertThatIllegalArgumentException().isThrownBy(() -> codec.read(part));
        }
        assertThat(codec.path(value)).isEqualTo(PATH);
    }

    @Test
    void entriesComeBackAsTheyWere() throws IOException {
        comesBack(Codec.PATH, PATH);
        comesBack(Codec.TREE, FULL.tree());
        comesBack(Codec.TREE, Copy.directory("a/ü").tree());
        comesBack(Codec.TREE, Copy.link("a/ü", "nowhere").tree());
        comesBack(Codec.STORED, FULL);
        comesBack(Codec.STORED, Copy.file("a/ü", 0));
        comesBack(Codec.INDEX, new IndexEntry(PATH, Optional.of(FULL)));
        comesBack(Codec.INDEX, new IndexEntry(PATH, Optional.empty()));
    }

    @Test
    void whatATargetWasToldComesBack() throws IOException {
        for (Placed.Role role : Placed.Role.values()) {
            comesBack(Placed.CODEC, new Placed(role, PATH, Optional.of(FULL)));
            comesBack(Placed.CODEC, new Placed(role, PATH, Optional.empty()));
        }
    }

    @Test
    void whatIsSaidAnewLeavesTheRestAlone() {
        TreeEntry tree = FULL.tree();
        BytePath other = BytePath.parse("b");

        assertThat(tree.withPath(other).path()).isEqualTo(other);
        assertThat(tree.withPath(other).withPath(PATH)).isEqualTo(tree);
        assertThat(tree.withMode(0600).mode()).isEqualTo(0600);
        assertThat(tree.withMode(0600).withMode(tree.mode())).isEqualTo(tree);
        assertThat(tree.withSize(8).size()).isEqualTo(8);
        assertThat(tree.withSize(8).withSize(7)).isEqualTo(tree);
        assertThat(FULL.withTag(Optional.empty()).tag()).isEmpty();
        assertThat(FULL.withTag(Optional.empty()).withTag(Optional.of("tag"))).isEqualTo(FULL);
    }
}
