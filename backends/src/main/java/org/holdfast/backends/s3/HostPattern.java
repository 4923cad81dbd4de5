package org.holdfast.backends.s3;

import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One way a provider names its hosts: `s3.{region}.example.com`, or `s3.example.com=us-east-1` for the one host of a
/// region. `{region}`, like any other `{word}`, stands for letters, digits and hyphens.
///
/// @param template the host, with what varies in braces
/// @param fixedRegion what to sign for at these hosts, where they do not say so themselves
record HostPattern(String template, Optional<String> fixedRegion) {
    private static final String REGION = "{region}";
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([a-z]+)}");
    private static final Pattern TEMPLATE = Pattern.compile("[a-z0-9.{}-]+");

    /// @throws IllegalArgumentException if it is no pattern
    static HostPattern parse(String text) {
        int equals = text.indexOf('=');
        String template = equals < 0 ? text : text.substring(0, equals);
        Optional<String> region = equals < 0 ? Optional.empty() : Optional.of(text.substring(equals + 1));
        String bare = PLACEHOLDER.matcher(template).replaceAll("");
        if (!TEMPLATE.matcher(template).matches() || bare.contains("{") || bare.contains("}")) {
            throw new IllegalArgumentException("'" + text + "' is no host");
        }
        boolean twice = template.indexOf(REGION) != template.lastIndexOf(REGION);
        if (twice || (region.isPresent() && (region.get().isEmpty() || template.contains(REGION)))) {
            throw new IllegalArgumentException("'" + text + "' must have one region, in the host or after '='");
        }
        return new HostPattern(template, region);
    }

    /// Whether a host, in lower case, is one of these.
    boolean matches(String host) {
        return matcher(host).matches();
    }

    /// The region that a matching host stands for.
    Optional<String> region(String host) {
        Matcher matcher = matcher(host);
        if (!matcher.matches() || !template.contains(REGION)) {
            return fixedRegion;
        }
        return Optional.of(matcher.group("region"));
    }

    /// The host of a region, if these are hosts of that region and nothing else need be known.
    Optional<String> host(String region) {
        if (fixedRegion.isPresent() && !fixedRegion.get().equals(region)) {
            return Optional.empty();
        }
        String host = template.replace(REGION, region);
        return host.contains("{") ? Optional.empty() : Optional.of(host);
    }

    /// Whether only a customer knows what to write.
    boolean isPersonal() {
        return template.replace(REGION, "").contains("{");
    }

    /// Whether the region is needed to know the host.
    boolean namesRegion() {
        return template.contains(REGION);
    }

    private Matcher matcher(String host) {
        String literal = template.replace(".", "\\.");
        return Pattern.compile(PLACEHOLDER.matcher(literal).replaceAll(HostPattern::label))
                .matcher(host);
    }

    private static String label(MatchResult placeholder) {
        return placeholder.group(1).equals("region") ? "(?<region>[a-z0-9-]+)" : "[a-z0-9-]+";
    }
}
