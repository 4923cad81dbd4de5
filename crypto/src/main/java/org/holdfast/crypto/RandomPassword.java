package org.holdfast.crypto;

import java.security.SecureRandom;

/// Passwords that nobody has to make up. Stateless; thread-safe.
public final class RandomPassword {
    /// Without letters and digits that are mistaken for each other.
    private static final String LETTERS = "abcdefghijkmnpqrstuvwxyz23456789";

    private static final int GROUPS = 5;
    private static final int GROUP_LETTERS = 5;

    private RandomPassword() {}

    /// Five groups of five letters and digits with hyphens between them: 125 bits, which cannot be guessed. The caller
    /// clears the array.
    public static char[] generate() {
        SecureRandom random = new SecureRandom();
        char[] password = new char[GROUPS * (GROUP_LETTERS + 1) - 1];
        for (int i = 0; i < password.length; i++) {
            password[i] =
                    i % (GROUP_LETTERS + 1) == GROUP_LETTERS ? '-' : LETTERS.charAt(random.nextInt(LETTERS.length()));
        }
        return password;
    }
}
