package org.holdfast.sync;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import org.holdfast.names.BytePath;

/// A directory of a file system that takes several names for one, over one of a file system that does not: what is
/// there by one of them has its name for good, as with ext4's `casefold`, vfat, APFS and CIFS.
final class FoldingFolder implements Folder {
    private final Folder real;
    private final Rule rule;
    private final boolean folds;

    /// @param key the same for all names that are one
    /// @param spelling how a new name is written
    /// @param from the directory that folds, with all in it; empty for all
    record Rule(UnaryOperator<String> key, UnaryOperator<String> spelling, String from) {
        Opener opener() {
            return path -> new FoldingFolder(Folder.open(path), this, from.isEmpty());
        }
    }

    private FoldingFolder(Folder real, Rule rule, boolean folds) {
        this.real = real;
        this.rule = rule;
        this.folds = folds;
    }

    private BytePath there(BytePath name) throws IOException {
        if (!folds || name.isRoot()) {
            return name;
        }
        BytePath spelled = BytePath.parse(rule.spelling.apply(name.text()));
        return real.names().stream()
                .filter(listed -> rule.key.apply(listed.text()).equals(rule.key.apply(spelled.text())))
                .findFirst()
                .orElse(spelled);
    }

    @Override
    public List<BytePath> names() throws IOException {
        return real.names();
    }

    @Override
    public Inode self() throws IOException {
        return real.self();
    }

    @Override
    public Inode stat(BytePath name) throws IOException {
        return real.stat(there(name));
    }

    @Override
    public String linkTarget(BytePath name) throws IOException {
        return real.linkTarget(there(name));
    }

    @Override
    public Folder folder(BytePath name) throws IOException {
        return new FoldingFolder(real.folder(there(name)), rule, folds || isFirst(name));
    }

    /// What is made elsewhere and moved there does not fold before.
    private boolean isFirst(BytePath name) {
        return name.text().equals(rule.from) && !real.shown(name).contains("/.holdfast-restore-");
    }

    @Override
    public HeldFile hold(BytePath path, Kind likely) throws IOException {
        return path.isRoot() || path.parent().isRoot()
                ? real.hold(there(path), likely)
                : below(path, (folder, name) -> folder.hold(name, likely));
    }

    @Override
    public void makeLink(BytePath name, String target) throws IOException {
        real.makeLink(there(name), target);
    }

    @Override
    public void setModified(BytePath name, Instant modified) throws IOException {
        real.setModified(there(name), modified);
    }

    @Override
    public void setXattr(BytePath name, String attribute, byte[] value) throws IOException {
        real.setXattr(there(name), attribute, value);
    }

    @Override
    public void removeXattr(BytePath name, String attribute) throws IOException {
        real.removeXattr(there(name), attribute);
    }

    @Override
    public void setMode(BytePath name, int mode) throws IOException {
        real.setMode(there(name), mode);
    }

    @Override
    public void sync() throws IOException {
        real.sync();
    }

    @Override
    public String shown(BytePath name) {
        return real.shown(name);
    }

    @Override
    public Path path() {
        return real.path();
    }

    @Override
    public Path path(BytePath name) {
        try {
            return real.path(there(name));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        real.close();
    }
}
