package org.holdfast.backends.s3;

import java.net.URI;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Finds out what settings leave out: the provider by its host, the endpoint by provider and region, the region by
/// what was learned or by the endpoint. Immutable.
final class Resolution {
    private static final String ANY = "s3";
    private static final String AWS = "aws";
    private static final String USUAL_REGION = "us-east-1";

    // Wider than AWS's rule of today: its old buckets, Ceph's and those of others have capitals, underscores and
    // tenants in their names.
    private static final Pattern BUCKET = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:-]{1,253}[A-Za-z0-9]");
    private static final Pattern HOST_LABEL = Pattern.compile("[a-z0-9][a-z0-9-]{1,61}[a-z0-9]");
    private static final Pattern REGION = Pattern.compile("[A-Za-z0-9_-]+");

    private final ProviderTable table;

    Resolution(ProviderTable table) {
        this.table = table;
    }

    /// @throws IllegalArgumentException if the settings are wrong; the message says what and how to mend it
    Site resolve(S3Settings settings, Learned learned) {
        requireBucket(settings.bucket());
        settings.region().ifPresent(Resolution::requireRegion);
        Optional<Endpoint> given = settings.endpoint().map(uri -> Endpoint.of(uri, settings.bucket()));
        Provider provider = provider(settings, given);
        given.ifPresent(this::requireEncryption);
        Optional<String> known = settings.region()
                .or(learned::region)
                .or(() -> given.flatMap(endpoint -> provider.regionOf(endpoint.host())))
                .or(provider::region)
                .map(region -> provider.hosts().isEmpty() ? region : region.toLowerCase(Locale.ROOT));
        Optional<Endpoint> endpoint = given.or(() -> usual(provider, known));
        Profile profile = withLearned(withLimits(provider.profile(), settings.limits()), learned);
        return new Site(
                settings,
                provider.name(),
                endpoint.map(Endpoint::uri),
                known.orElse(USUAL_REGION),
                withStyle(profile, settings, endpoint));
    }

    /// See [S3Settings#place()]. Regions do not matter where the endpoint is AWS: its buckets have names that are
    /// theirs alone.
    String place(S3Settings settings) {
        Optional<URI> endpoint = resolve(settings, Learned.NOTHING).endpoint().flatMap(this::canonical);
        String prefix = Percent.encode(settings.prefix().text());
        return "s3://" + settings.bucket() + (prefix.isEmpty() ? "" : "/" + prefix)
                + endpoint.map(uri -> "?endpoint=" + uri).orElse("");
    }

    /// The usual one of an endpoint's names.
    private Optional<URI> canonical(URI endpoint) {
        Optional<Provider> owner = table.ofHost(endpoint.getHost());
        if (owner.isEmpty() || endpoint.getPort() >= 0) {
            return Optional.of(endpoint);
        }
        if (owner.get().name().equals(AWS)) {
            return Optional.empty();
        }
        return Optional.of(owner.get()
                .regionOf(endpoint.getHost())
                .flatMap(owner.get()::hostOf)
                .map(host -> URI.create("https://" + host))
                .orElse(endpoint));
    }

    private Provider provider(S3Settings settings, Optional<Endpoint> endpoint) {
        if (settings.provider().isPresent()) {
            return named(settings.provider().get());
        }
        return endpoint.map(place -> table.ofHost(place.host()).orElseGet(() -> named(ANY)))
                .orElseGet(() -> named(AWS));
    }

    private Provider named(String name) {
        return table.named(name)
                .orElseThrow(() -> new IllegalArgumentException("there is no provider '" + name
                        + "': it must be one of " + String.join(", ", table.names()) + " (s3 for any other)"));
    }

    /// The endpoint where none is given; empty for AWS, see [Place#uri].
    private static Optional<Endpoint> usual(Provider provider, Optional<String> region) {
        if (provider.name().equals(AWS)) {
            return Optional.empty();
        }
        if (provider.hosts().isEmpty()) {
            throw new IllegalArgumentException("provider " + provider.name()
                    + " has no address of its own: write endpoint=https://HOST, with a port if it has one");
        }
        HostPattern first = provider.hosts().getFirst();
        if (first.isPersonal()) {
            throw new IllegalArgumentException("provider " + provider.name()
                    + " has an address for each customer, which its console shows: write endpoint=https://"
                    + first.template());
        }
        if (region.isEmpty() && first.namesRegion()) {
            throw new IllegalArgumentException("provider " + provider.name() + " needs a region: write region=REGION"
                    + (provider.regions().isEmpty() ? "" : ", such as " + String.join(", ", provider.regions())));
        }
        String host = provider.hostOf(region.orElse(USUAL_REGION)).orElse(first.template());
        URI uri = URI.create("https://" + host);
        if (uri.getHost() == null) {
            // Other software bears signs in a region that no host's name has.
            throw new IllegalArgumentException("'" + region.orElse(USUAL_REGION) + "' is no region of provider "
                    + provider.name() + ": there can be no host " + host);
        }
        return Optional.of(new Endpoint(uri));
    }

    /// Public services all have https, so http there is a slip that would bare the backups on the way.
    private void requireEncryption(Endpoint endpoint) {
        if (!endpoint.isEncrypted() && table.ofHost(endpoint.host()).isPresent()) {
            throw new IllegalArgumentException(
                    "the endpoint must start with https://, as " + endpoint.host() + " is reached over the internet");
        }
    }

    private static void requireBucket(String bucket) {
        if (!BUCKET.matcher(bucket).matches() || bucket.contains("..")) {
            throw new IllegalArgumentException(
                    "'" + bucket + "' is no name of a bucket: it must have 3 or more letters,"
                            + " digits, dots and hyphens, and begin and end with a letter or digit");
        }
    }

    private static void requireRegion(String region) {
        if (!REGION.matcher(region).matches()) {
            throw new IllegalArgumentException(
                    "'" + region + "' is no region: write the name the provider gives it," + " such as eu-central-1");
        }
    }

    private static Profile withStyle(Profile row, S3Settings settings, Optional<Endpoint> endpoint) {
        boolean fits = HOST_LABEL.matcher(settings.bucket()).matches();
        if (!fits && settings.pathStyle().equals(Optional.of(false))) {
            throw new IllegalArgumentException("bucket '" + settings.bucket()
                    + "' cannot be part of a host's name, as it has dots, capitals or signs: leave"
                    + " pathStyle=false away");
        }
        boolean bears = endpoint.map(Endpoint::bearsSubdomains).orElse(true);
        return row.withPathStyle(settings.pathStyle().orElse(row.pathStyle() || !fits || !bears));
    }

    private static Profile withLimits(Profile row, Limits limits) {
        return row.withConcurrency(
                atLeastOne("uploads", limits.uploads().orElse(row.uploads())),
                atLeastOne("downloads", limits.downloads().orElse(row.downloads())),
                atLeastOne("copies", limits.copies().orElse(row.copies())));
    }

    private static int atLeastOne(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be at least 1, not " + value);
        }
        return value;
    }

    private static Profile withLearned(Profile row, Learned learned) {
        Set<Ability> abilities = EnumSet.noneOf(Ability.class);
        abilities.addAll(row.abilities());
        for (Map.Entry<Ability, Boolean> tried : learned.abilities().entrySet()) {
            if (tried.getValue()) {
                abilities.add(tried.getKey());
            } else {
                abilities.remove(tried.getKey());
            }
        }
        return row.withAbilities(abilities);
    }
}
