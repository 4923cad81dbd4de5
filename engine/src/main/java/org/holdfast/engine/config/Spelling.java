package org.holdfast.engine.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/// Finds the word that somebody meant. Stateless.
final class Spelling {
    private Spelling() {}

    /// The word that is most like `written`; empty if none is like it.
    static Optional<String> nearest(String written, Collection<String> words) {
        // Every other word of one or two letters is like those.
        int allowed = written.length() < 3 ? 0 : Math.max(1, written.length() / 3);
        return words.stream()
                .filter(word -> distance(plain(written), plain(word)) <= allowed)
                .min(Comparator.comparingInt(word -> distance(plain(written), plain(word))));
    }

    /// `keep-daily` and `keepDaily` are the same word.
    private static String plain(String word) {
        return word.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    }

    /// How many letters have to be added, removed, replaced or swapped with their neighbour.
    private static int distance(String a, String b) {
        int[][] rows = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    rows[i][j] = i + j;
                    continue;
                }
                int replaced = rows[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                rows[i][j] = Math.min(replaced, 1 + Math.min(rows[i - 1][j], rows[i][j - 1]));
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    rows[i][j] = Math.min(rows[i][j], rows[i - 2][j - 2] + 1);
                }
            }
        }
        return rows[a.length()][b.length()];
    }
}
