package org.holdfast.backends.s3;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/// What to say of each [Problem]: its usual causes, the cure, and a command that shows more. Knows no secrets.
/// Immutable.
final class Advice {
    private final Site site;
    private final String bucket;

    Advice(Site site) {
        this.site = site;
        this.bucket = site.settings().bucket();
    }

    /// @param refusal what the service said, if it said anything
    String on(Problem problem, Place place, Optional<Refusal> refusal) {
        return switch (problem) {
            case UNKNOWN_KEY, WRONG_SECRET, BAD_TOKEN, EXPIRED_TOKEN, NO_CREDENTIALS, DENIED ->
                onCredentials(problem, place);
            case UNKNOWN_HOST, NAME_SERVICE, CONNECTION_REFUSED, TIMED_OUT, CUT_OFF, NOT_S3 ->
                onNetwork(problem, place);
            case UNTRUSTED, OTHER_HOSTS_CERTIFICATE, NO_TLS -> onTls(problem, place);
            case NO_BUCKET ->
                "check the spelling of the bucket's name, the region and the endpoint, and that it exists" + " there; "
                        + list(place) + " shows whether it can be seen with these keys; " + check();
            case WRONG_REGION -> onRegion(place, refusal);
            case CLOCK ->
                "set the clock of the machine that is wrong, this one by NTP; `timedatectl` shows whether it"
                        + " is synchronised, " + curl(place) + " the service's time";
            case OVER_QUOTA ->
                "remove old backups, or raise the storage cap or quota of the account or bucket in the"
                        + " provider's console; " + list(place) + " shows what is there";
            case ARCHIVED ->
                "the object is in an archive class such as Glacier: restore it there first, and keep"
                        + " lifecycle rules that archive away from " + place(bucket)
                        + "; `aws s3api restore-object` does it";
            case KEY_TOO_LONG ->
                "shorten the prefix or the names, or do not encrypt file names; this service takes keys"
                        + " of " + site.profile().maxKeyBytes() + " bytes, and names of "
                        + site.profile().maxNameBytes();
            case TOO_LARGE ->
                "a part or an object is larger than the service takes: set a smaller part size, or " + probe();
            case THROTTLED ->
                "the service wants fewer requests: lower the numbers of uploads, downloads and copies at"
                        + " once, or try again later; " + check();
            case NOT_OFFERED, REFUSED, PRECONDITION ->
                "the service does not take this request: name the right provider" + " if it is one that is known, or "
                        + probe();
            case DAMAGED ->
                "something between here and the service changes what is sent: look for a proxy, or faulty" + " memory; "
                        + check();
            case SERVER_FAILED, CONFLICT ->
                "try again later; if it stays so, look at the provider's status page or the" + " server's log";
            case SDK_FAILED -> "check the settings of the site and the files below ~/.aws; " + check();
            case NO_OBJECT, NO_UPLOAD -> "";
        };
    }

    private String onCredentials(Problem problem, Place place) {
        return switch (problem) {
            case UNKNOWN_KEY ->
                "the service has no such access key: check that it is one of this provider and of this region (Spaces,"
                        + " R2 or B2 keys are not AWS keys), that it was not deleted, and that the endpoint is"
                        + " right; " + check();
            case WRONG_SECRET ->
                "the secret key does not belong to the access key: copy it again, without blanks or"
                        + " line ends; if it is right, something on the way changes requests, or path style is wrong; "
                        + check();
            case BAD_TOKEN ->
                "make new credentials; look for stray blanks in the session token, for one that belongs"
                        + " to another key, and for an AWS_SESSION_TOKEN left in the environment; `aws sts"
                        + " get-caller-identity` shows whether AWS takes them";
            case EXPIRED_TOKEN ->
                "temporary credentials have ended: make new ones, or use a key that lasts as long as"
                        + " the backup; `aws sts get-caller-identity` shows whether AWS takes them";
            case NO_CREDENTIALS -> noCredentials();
            default ->
                "give the key rights to list the bucket and to read, write and delete its objects, and look for"
                        + " policies that forbid it; " + list(place) + " shows what it may see; " + check();
        };
    }

    private String noCredentials() {
        String first = site.settings()
                .credentialsProfile()
                .map(profile -> "the profile " + profile + " is not in ~/.aws/credentials or ~/.aws/config, or is not"
                        + " complete: ")
                .orElse("");
        return first + "set an access key and its secret for the site, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY,"
                + " or name a profile of ~/.aws/credentials; `aws configure list` shows what AWS's tools find";
    }

    private String onNetwork(Problem problem, Place place) {
        return switch (problem) {
            case UNKNOWN_HOST, NAME_SERVICE ->
                "check the spelling of the endpoint and the region, and the name service" + pathStyle(place) + "; "
                        + curl(place) + " shows whether the host answers";
            case CONNECTION_REFUSED ->
                "is the service running, and are host and port right? a firewall may also be in" + " the way; "
                        + curl(place) + " shows whether it answers";
            case TIMED_OUT ->
                "check the network, firewall and proxy between here and there, and whether the service is"
                        + " overloaded; " + curl(place) + " shows whether it answers";
            case NOT_S3 ->
                "what answered is a web site or a proxy: check that the endpoint is the provider's for S3,"
                        + " and has the right port; " + curl(place) + " shows what answers";
            default -> "check the network; " + curl(place) + " shows whether the service answers";
        };
    }

    /// The bucket is a part of the host's name unless it is in the path.
    private String pathStyle(Place place) {
        if (site.profile().pathStyle()) {
            return "";
        }
        return "; requests go to " + bucket + "." + place.host() + ", and services that have no such hosts want path"
                + " style";
    }

    private String onTls(Problem problem, Place place) {
        return switch (problem) {
            case UNTRUSTED ->
                "if the service has a certificate of its own, name the certificate of its authority as caFile, or"
                    + " trust any with acceptSelfSigned, which also trusts those who listen in; check this machine's"
                    + " date; " + curl(place) + " shows the certificate's fault";
            case OTHER_HOSTS_CERTIFICATE ->
                "use the host's name that the certificate is for"
                        + (site.profile().pathStyle()
                                ? ""
                                : ", or path style: a bucket with dots in its name never fits")
                        + "; " + curl(place) + " shows the name";
            default ->
                "the port may be the one for http: check port and protocol of the endpoint; " + curl(place)
                        + " shows what answers";
        };
    }

    private String onRegion(Place place, Optional<Refusal> refusal) {
        String wanted = refusal.flatMap(Refusal::region)
                .filter(region -> !region.equals(place.region()))
                .map(region -> "the bucket is in region " + region + ": set that region, and an endpoint of it")
                .orElse("set the bucket's region, and an endpoint of that region");
        return wanted + " or none if the provider is known; requests were signed for "
                + (place.region().isEmpty() ? "none" : place.region())
                + "; `aws s3api get-bucket-location --bucket " + bucket + "` shows it on AWS";
    }

    /// How far the clocks are apart, in seconds, for the message.
    static String skew(Duration ahead) {
        long seconds = ahead.toSeconds();
        return "this machine's is " + Math.abs(seconds) + " s " + (seconds < 0 ? "behind" : "ahead of")
                + " the service's";
    }

    private String check() {
        return "`holdfast site check " + url() + "` tries each step";
    }

    private String probe() {
        return "learn what it can do with `holdfast site probe " + url() + "`";
    }

    private String curl(Place place) {
        return "`curl -I " + place.address() + "`";
    }

    private String list(Place place) {
        String endpoint = place.endpoint().isEmpty() ? "" : " --endpoint-url " + place.address();
        return "`aws s3 ls s3://" + bucket + endpoint + "`";
    }

    private static String place(String bucket) {
        return "s3://" + bucket;
    }

    private String url() {
        S3Settings settings = site.settings();
        StringBuilder url = new StringBuilder("'s3://").append(bucket);
        if (!settings.prefix().text().isEmpty()) {
            url.append('/').append(settings.prefix());
        }
        char separator = '?';
        Optional<URI> endpoint = settings.endpoint();
        if (endpoint.isPresent()) {
            url.append(separator).append("endpoint=").append(new Place(endpoint, "").address());
            separator = '&';
        }
        if (settings.provider().isPresent()) {
            url.append(separator).append("provider=").append(settings.provider().get());
        }
        return url.append('\'').toString();
    }
}
