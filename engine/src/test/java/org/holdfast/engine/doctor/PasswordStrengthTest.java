package org.holdfast.engine.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PasswordStrengthTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "Xq7$kP",
                "password",
                "P@ssw0rd2026",
                "aaaaaaaaaaaaaaaaaaaa",
                "123456789012345",
                "abcdefghijklmnopqrst",
                "qwertyqwerty",
                "holdfastbackup",
                "sommer26",
                "geheimgeheim"
            })
    void whatIsSoonGuessedIsWeakAndNotShown(String password) {
        assertThat(PasswordStrength.check(password.toCharArray(), "wasabi"))
                .as(password)
                .hasValueSatisfying(found -> {
                    assertThat(found.where()).isEqualTo("wasabi");
                    assertThat(found.what())
                            .isEqualTo("the password is weak: whoever gets hold of the store can guess it");
                });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "correct horse battery staple",
                "Xq7$kPz!m2Rv",
                "8f3a9c71e5b204d6",
                "vuoqzkcwxjehm",
                "пароль-долгий"
            })
    void whatTakesYearsIsNot(String password) {
        assertThat(PasswordStrength.check(password.toCharArray(), "wasabi"))
                .as(password)
                .isEmpty();
    }
}
