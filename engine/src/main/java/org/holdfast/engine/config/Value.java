package org.holdfast.engine.config;

import java.util.Optional;

/// One value of the file, its variables replaced.
///
/// @param written as it stands in the file, which messages may show unless the value is a secret
/// @param literal whether it holds nothing from the environment
record Value(Mistakes mistakes, Place place, String text, String written, boolean literal) {
    /// Turns text into what it means.
    @FunctionalInterface
    interface Form<T> {
        /// What the text means.
        ///
        /// @throws IllegalArgumentException if it is of another form; the message is told behind the key
        T parse(String text);
    }

    /// What it means; empty, and a mistake, if it is of another form.
    <T> Optional<T> as(Form<T> form) {
        try {
            return Optional.of(form.parse(text));
        } catch (IllegalArgumentException e) {
            mistakes.add(place, e.getMessage() + ", not \"" + written + "\"");
            return Optional.empty();
        }
    }

    /// The same of a secret, which no message shows.
    <T> Optional<T> asSecret(Form<T> form) {
        try {
            return Optional.of(form.parse(text));
        } catch (IllegalArgumentException e) {
            mistakes.add(place, String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }
}
