package org.holdfast.engine.doctor;

import java.util.List;
import java.util.Optional;
import org.holdfast.engine.Vault;
import org.holdfast.engine.doctor.Diagnosis.Severity;

/// How hard a password is to guess, by a rough estimate that errs on the side of the guesser. Keeps and shows nothing
/// of it. Stateless; thread-safe.
public final class PasswordStrength {
    /// Of a password as long as can be guessed in some weeks by somebody with a few hundred processors, as the key
    /// derivation takes about 50 ms and its salt is no secret.
    static final double WEAK_BITS = 45;

    /// What guessers try first. Each counts as one character.
    private static final List<String> FAMILIAR = List.of(
            "password",
            "passwort",
            "holdfast",
            "backup",
            "qwertz",
            "qwerty",
            "asdf",
            "secret",
            "letmein",
            "welcome",
            "admin",
            "root",
            "login",
            "abc123",
            "iloveyou",
            "monkey",
            "dragon",
            "changeme",
            "geheim",
            "server");

    private PasswordStrength() {}

    /// Judges a password.
    ///
    /// @param password left as it is; the caller clears it
    /// @param site whose backups it protects
    public static Optional<Diagnosis> check(char[] password, String site) {
        int length = Character.codePointCount(password, 0, password.length);
        if (length >= Vault.SHORTEST_PASSWORD && bits(password) >= WEAK_BITS) {
            return Optional.empty();
        }
        return Optional.of(new Diagnosis(
                Severity.WARNING,
                "the password is weak: whoever gets hold of the store can guess it",
                site,
                "choose five random words, or 16 random characters; it takes a new store, since the password of one"
                        + " cannot be changed"));
    }

    /// The logarithm of how many such passwords there are.
    static double bits(char[] password) {
        double bits = 0;
        double perCharacter = Math.log(alphabet(password)) / Math.log(2);
        int i = 0;
        while (i < password.length) {
            int familiar = familiarAt(password, i);
            boolean follows = i > 0 && Math.abs(password[i] - password[i - 1]) <= 1;
            bits += follows ? 1 : perCharacter;
            i += Math.max(1, familiar);
        }
        return bits;
    }

    /// How many characters there are of the kinds that it has.
    private static int alphabet(char[] password) {
        int small = 0;
        int large = 0;
        int digits = 0;
        int others = 0;
        for (char c : password) {
            if (c >= 'a' && c <= 'z') {
                small = 26;
            } else if (c >= 'A' && c <= 'Z') {
                large = 26;
            } else if (c >= '0' && c <= '9') {
                digits = 10;
            } else {
                others = c < 128 ? Math.max(others, 33) : 100;
            }
        }
        return Math.max(2, small + large + digits + others);
    }

    /// The length of the familiar word that begins there; 0 if none does.
    private static int familiarAt(char[] password, int start) {
        for (String word : FAMILIAR) {
            if (beginsWith(password, start, word)) {
                return word.length();
            }
        }
        return 0;
    }

    private static boolean beginsWith(char[] password, int start, String word) {
        if (start + word.length() > password.length) {
            return false;
        }
        for (int i = 0; i < word.length(); i++) {
            if (plain(password[start + i]) != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /// The letter that a character stands in for.
    private static char plain(char c) {
        return switch (c) {
            case '0' -> 'o';
            case '@', '4' -> 'a';
            case '3' -> 'e';
            case '$', '5' -> 's';
            case '!' -> 'i';
            default -> Character.toLowerCase(c);
        };
    }
}
