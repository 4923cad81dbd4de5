package org.holdfast.cli;

import org.holdfast.sync.Kind;

/// Permissions as `ls -l` shows them. Stateless; thread-safe.
final class Modes {
    private Modes() {}

    /// @param mode at most 07777
    static String text(Kind kind, int mode) {
        char type =
                switch (kind) {
                    case FILE -> '-';
                    case DIRECTORY -> 'd';
                    case LINK -> 'l';
                };
        return type
                + triple(mode >> 6, (mode & 04000) != 0, 's')
                + triple(mode >> 3, (mode & 02000) != 0, 's')
                + triple(mode, (mode & 01000) != 0, 't');
    }

    private static String triple(int bits, boolean special, char mark) {
        boolean executable = (bits & 1) != 0;
        char last = executable ? 'x' : '-';
        if (special) {
            last = executable ? mark : Character.toUpperCase(mark);
        }
        return ((bits & 4) != 0 ? "r" : "-") + ((bits & 2) != 0 ? "w" : "-") + last;
    }
}
