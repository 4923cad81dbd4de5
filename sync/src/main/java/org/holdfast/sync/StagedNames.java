package org.holdfast.sync;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.holdfast.names.BytePath;

/// Looks whether what was staged has names of its own, those of the backup. Two directories that the file system takes
/// for one would else be restored as one that holds what is in both.
final class StagedNames {
    private final Folder tree;
    private final Notices notices;
    private final List<String> conflicts = new ArrayList<>();
    private final Ancestors<Names> open = new Ancestors<>(this::compare);

    StagedNames(Folder tree, Notices notices) {
        this.tree = tree;
        this.notices = notices;
    }

    /// @param path of something that was staged, in path order
    void add(BytePath path) throws IOException {
        open.leaveFor(path);
        if (open.isEmpty()) {
            open.enter(BytePath.ROOT, new Names(tree.names()));
        }
        BytePath at = open.directory();
        for (BytePath name : path.below(at).segments()) {
            if (!at.equals(open.directory())) {
                open.enter(at, new Names(tree.in(at, Folder::names)));
            }
            open.known().expect(name);
            at = at.resolve(name);
        }
    }

    /// What shares its name with something else, and with what; and what is gone.
    List<String> conflicts() throws IOException {
        open.leaveAll();
        return conflicts;
    }

    private void compare(BytePath directory, Names names) throws IOException {
        if (!names.missing().isEmpty()) {
            tree.in(directory, folder -> {
                compare(directory, names, Spelling.in(folder));
                return folder;
            });
        }
    }

    private void compare(BytePath directory, Names names, Spelling spelling) throws IOException {
        for (BytePath name : names.missing()) {
            List<BytePath> spelled = spelling.of(name);
            BytePath path = directory.resolve(name);
            if (spelled.isEmpty()) {
                conflicts.add(path + " is gone from where it was prepared; somebody else removed it");
                continue;
            }
            // Of those that were seen, each belongs to another entry of the backup.
            if (spelled.stream().anyMatch(names.others()::remove)) {
                notices.add("the file system spells its name in another way", path);
            } else {
                conflicts.add(path + " " + sameAs(spelled));
            }
        }
    }

    /// @param spelled what the file system calls it
    static String sameAs(List<BytePath> spelled) {
        return "has the same name as " + spelled.getFirst()
                + " to this file system; restore to another one, or one of them at a time";
    }
}
