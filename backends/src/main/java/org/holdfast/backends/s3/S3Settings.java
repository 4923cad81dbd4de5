package org.holdfast.backends.s3;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.holdfast.backends.ObjectKey;

/// One place in one bucket. What is left out is found out: the provider by its endpoint, the endpoint by its provider
/// and region, the region by the endpoint or the service's own answer, credentials as AWS's tools find them.
///
/// @param prefix below which everything lies
/// @param provider a name of the table of providers
/// @param credentialsProfile a profile of the AWS files; only without `credentials`
/// @param pathStyle whether the bucket goes into the path
/// @param caFile certificates, in PEM, of the authorities to trust instead of the usual ones
/// @param acceptSelfSigned whether to trust any certificate
/// @param verify whether to make sure that what arrived is what was sent
public record S3Settings(
        String bucket,
        ObjectKey prefix,
        Optional<String> provider,
        Optional<URI> endpoint,
        Optional<String> region,
        Optional<Credentials> credentials,
        Optional<String> credentialsProfile,
        Optional<Boolean> pathStyle,
        Optional<Path> caFile,
        boolean acceptSelfSigned,
        boolean verify,
        Limits limits) {
    /// The names that `provider` may be.
    public static List<String> providers() {
        return ProviderTable.load().names();
    }

    public static S3Settings of(String bucket, ObjectKey prefix) {
        return new S3Settings(
                bucket,
                prefix,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                true,
                Limits.DEFAULTS);
    }

    /// These settings with what the environment adds where they leave it open: `AWS_ENDPOINT_URL_S3`, else
    /// `AWS_ENDPOINT_URL`, unless the provider says where it is; `AWS_REGION`, else `AWS_DEFAULT_REGION`,
    /// unless the endpoint says which region it is in.
    ///
    /// @throws IllegalArgumentException if the settings or those variables are wrong
    public S3Settings orFrom(Map<String, String> environment) {
        return new EnvironmentDefaults(ProviderTable.load(), environment).addedTo(this);
    }

    /// What another machine needs to find the place, as a URL that [S3Url] reads back: without credentials, the
    /// names of profiles and files of this machine, limits, and what is trusted here.
    ///
    /// @throws IllegalArgumentException if the settings are wrong
    public String address() {
        StringBuilder url = new StringBuilder(place());
        add(url, "provider", provider);
        add(url, "region", region);
        add(url, "pathStyle", pathStyle.map(String::valueOf));
        return url.toString();
    }

    private static void add(StringBuilder url, String name, Optional<String> value) {
        if (value.isPresent()) {
            url.append(url.indexOf("?") < 0 ? '?' : '&')
                    .append(name)
                    .append('=')
                    .append(Percent.encode(value.get()));
        }
    }

    /// The place as a URL, for people and to tell places apart: equal for equal places, however they were
    /// written. Of the settings, it has what names the place and nothing else; never a secret. [S3Url] reads it
    /// back.
    ///
    /// @throws IllegalArgumentException if the settings are wrong
    public String place() {
        return new Resolution(ProviderTable.load()).place(this);
    }

    /// For how many days the provider charges for an object at least, also after it was removed; 0 where it does not.
    ///
    /// @throws IllegalArgumentException if the settings are wrong
    public int minimumDays() {
        return new Resolution(ProviderTable.load())
                .resolve(this, Learned.NOTHING)
                .profile()
                .minimumDays();
    }
}
