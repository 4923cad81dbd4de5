package org.holdfast.sync;

import java.util.Comparator;
import java.util.Optional;
import org.holdfast.names.BytePath;

/// What a [TargetTree] was told of one path.
///
/// @param entry for [Role#DIRECTORY] and [Role#KEPT]
record Placed(Role role, BytePath path, Optional<StoredEntry> entry) {
    /// Of several for one path the first of these counts.
    enum Role {
        /// Staged, with metadata that its content would spoil.
        DIRECTORY,
        /// Staged and complete.
        CONTENT,
        /// Part of the backup, but what the target has stays.
        KEPT,
        /// A staged directory that nobody described.
        IMPLIED
    }

    /// In path order, for equal paths by role.
    static final Comparator<Placed> ORDER = Comparator.comparing(Placed::path).thenComparing(Placed::role);

    static final Codec<Placed> CODEC = new Codec<>() {
        private static final Role[] ROLES = Role.values();

        @Override
        public void write(Placed placed, RecordOutput out) {
            out.writeByte(java.util.List.of(ROLES).indexOf(placed.role));
            out.writeBoolean(placed.entry.isPresent());
            if (placed.entry.isPresent()) {
                STORED.write(placed.entry.get(), out);
                return;
            }
            PATH.write(placed.path, out);
        }

        @Override
        public Placed read(RecordInput in) {
            Role role = ROLES[in.readByte()];
            if (in.readBoolean()) {
                StoredEntry entry = STORED.read(in);
                return new Placed(role, entry.path(), Optional.of(entry));
            }
            return new Placed(role, PATH.read(in), Optional.empty());
        }

        @Override
        public BytePath path(Placed placed) {
            return placed.path;
        }
    };
}
