package org.holdfast.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class RandomPasswordTest {
    @Test
    void hasFiveGroupsOfFiveThatNobodyMisreads() {
        assertThat(new String(RandomPassword.generate())).matches("[a-km-np-z2-9]{5}(-[a-km-np-z2-9]{5}){4}");
    }

    /// That a letter is in none of two hundred passwords happens once in 10^67 times.
    @Test
    void isAnotherEachTimeAndHasEveryLetter() {
        Set<String> passwords = new HashSet<>();
        for (int i = 0; i < 200; i++) {
            passwords.add(new String(RandomPassword.generate()));
        }
        assertThat(passwords).hasSize(200);
        Set<Integer> letters =
                passwords.stream().flatMapToInt(String::chars).boxed().collect(Collectors.toSet());
        assertThat(letters).hasSize(32 + 1);
    }
}
