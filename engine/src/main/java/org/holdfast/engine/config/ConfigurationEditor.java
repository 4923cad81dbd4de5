package org.holdfast.engine.config;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.holdfast.engine.BackupException;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/// Adds sites to a configuration and leaves everything else in it as it is. Immutable.
public final class ConfigurationEditor {
    private final ConfigurationReader reader;

    public ConfigurationEditor(ConfigurationReader reader) {
        this.reader = reader;
    }

    /// Makes sure that the file with the site added holds together. Writes nothing.
    ///
    /// @return whether [#add] can write it; else [#block] is to be added by hand
    /// @throws BackupException MISCONFIGURED with every mistake
    public boolean check(Path file, SiteDraft site) throws BackupException {
        return with(file, site).isPresent();
    }

    /// Adds the site, in a new file if there is none. What was checked may have changed since.
    ///
    /// @return whether it was written
    public boolean add(Path file, SiteDraft site) throws IOException {
        Optional<String> text = with(file, site);
        if (text.isEmpty()) {
            return false;
        }
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            PasswordFiles.makeParent(file);
            write(file, text.get());
            return true;
        }
        Path real = file.toRealPath();
        Path written = real.resolveSibling(real.getFileName() + ".new");
        Files.deleteIfExists(written);
        write(written, text.get());
        Files.setPosixFilePermissions(written, Files.getPosixFilePermissions(real));
        Files.move(written, real, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return true;
    }

    /// The site as it stands below `sites:`.
    public String block(SiteDraft site) {
        return site.block("  ");
    }

    private static void write(Path file, String text) throws IOException {
        try (FileChannel out = PasswordFiles.open(file)) {
            PasswordFiles.write(out, text.getBytes(StandardCharsets.UTF_8));
        }
    }

    /// The text of the file with the site; empty if nobody but a person can say where it belongs.
    private Optional<String> with(Path file, SiteDraft site) throws BackupException {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            String text = site.file();
            reader.parse(file, text);
            return Optional.of(text);
        }
        String text = ConfigurationReader.content(file);
        Configuration before = reader.parse(file, text);
        Optional<String> changed = insert(text, site);
        if (changed.isPresent()) {
            Configuration after = reader.parse(file, changed.get());
            if (after.sites().size() == before.sites().size() + 1) {
                return changed;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> insert(String text, SiteDraft site) {
        Optional<Node> root = new Compose(YamlForm.SETTINGS).composeString(text);
        if (root.isEmpty() || !(root.get() instanceof MappingNode top) || top.getFlowStyle() != FlowStyle.BLOCK) {
            return Optional.empty();
        }
        for (NodeTuple tuple : top.getValue()) {
            if (tuple.getKeyNode() instanceof ScalarNode key && key.getValue().equals("sites")) {
                return indent(tuple.getValueNode()).map(indent -> below(text, Item.line(key), site.block(indent)));
            }
        }
        return Optional.of(text + (text.endsWith("\n") ? "" : "\n") + "\nsites:\n" + site.block("  "));
    }

    /// How far the sites are set in that are there already.
    private static Optional<String> indent(Node sites) {
        if (sites instanceof MappingNode mapping
                && mapping.getFlowStyle() == FlowStyle.BLOCK
                && !mapping.getValue().isEmpty()) {
            return mapping.getValue().getFirst().getKeyNode().getStartMark().map(mark -> " ".repeat(mark.getColumn()));
        }
        return Optional.empty();
    }

    /// First among its like, so that comments stay with what they are about.
    private static String below(String text, int line, String block) {
        int end = 0;
        for (int i = 0; i < line; i++) {
            end = text.indexOf('\n', end) + 1;
        }
        return text.substring(0, end) + block + text.substring(end);
    }
}
