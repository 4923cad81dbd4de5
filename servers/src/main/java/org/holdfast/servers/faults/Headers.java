package org.holdfast.servers.faults;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Header fields in the order of the wire; names compare without regard to case.
public record Headers(List<Header> all) {
    public Headers {
        all = List.copyOf(all);
    }

    public static Headers none() {
        return new Headers(List.of());
    }

    public Optional<String> first(String name) {
        return all.stream().filter(header -> header.is(name)).map(Header::value).findFirst();
    }

    public boolean has(String name) {
        return first(name).isPresent();
    }

    /// These and one more at the end.
    public Headers with(String name, String value) {
        return new Headers(
                Stream.concat(all.stream(), Stream.of(new Header(name, value))).toList());
    }

    /// These but every field of those names.
    public Headers without(String... names) {
        return new Headers(all.stream()
                .filter(header -> Arrays.stream(names).noneMatch(header::is))
                .toList());
    }

    /// Whether one of the comma-separated values of a field is this token.
    boolean names(String name, String token) {
        return all.stream()
                .filter(header -> header.is(name))
                .flatMap(header -> Stream.of(header.value().split(",")))
                .anyMatch(value -> value.strip().equalsIgnoreCase(token));
    }
}
