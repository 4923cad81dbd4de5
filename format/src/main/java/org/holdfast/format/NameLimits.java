package org.holdfast.format;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.holdfast.backends.Capabilities;
import org.holdfast.backends.ObjectKey;
import org.holdfast.sync.Cursor;
import org.holdfast.sync.Kind;
import org.holdfast.sync.TreeEntry;
import org.holdfast.sync.TreeList;

/// What a store's limits say of a tree's names, before the first byte is sent.
record NameLimits(Capabilities limits) {
    /// @throws NameLimitException if files have names or keys too long for the store
    void check(TreeList tree) throws IOException {
        List<NameLimitException.Offender> offenders = new ArrayList<>();
        long tooLong = 0;
        try (Cursor<TreeEntry> entries = tree.entries()) {
            for (TreeEntry entry = entries.next(); entry != null; entry = entries.next()) {
                int excess = entry.kind() == Kind.FILE ? limits.excess(new ObjectKey(entry.path())) : 0;
                if (excess <= 0) {
                    continue;
                }
                tooLong++;
                if (offenders.size() < NameLimitException.MOST_LISTED) {
                    offenders.add(new NameLimitException.Offender(entry.path(), excess));
                }
            }
        }
        if (tooLong > 0) {
            throw new NameLimitException(offenders, tooLong);
        }
    }
}
