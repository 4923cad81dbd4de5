package org.holdfast.backends.s3;

/// What can go wrong with a request, as far as it makes a difference to people or programs.
enum Problem {
    UNKNOWN_KEY(Kind.DENIED, "access key unknown"),
    WRONG_SECRET(Kind.DENIED, "secret key wrong"),
    BAD_TOKEN(Kind.DENIED, "session token invalid"),
    EXPIRED_TOKEN(Kind.DENIED, "session token expired"),
    NO_CREDENTIALS(Kind.DENIED, "no credentials found"),
    DENIED(Kind.DENIED, "access denied"),
    NO_OBJECT(Kind.ABSENT, "no such object"),
    NO_BUCKET(Kind.PERMANENT, "no such bucket"),
    NO_UPLOAD(Kind.PERMANENT, "the upload is gone"),
    WRONG_REGION(Kind.PERMANENT, "wrong region"),
    CLOCK(Kind.PERMANENT, "clocks differ"),
    OVER_QUOTA(Kind.PERMANENT, "over quota"),
    ARCHIVED(Kind.PERMANENT, "object archived"),
    KEY_TOO_LONG(Kind.PERMANENT, "key too long"),
    TOO_LARGE(Kind.PERMANENT, "object too large"),
    NOT_OFFERED(Kind.PERMANENT, "not offered by the service"),
    PRECONDITION(Kind.PERMANENT, "condition not met"),
    NOT_S3(Kind.PERMANENT, "no S3 service"),
    REFUSED(Kind.PERMANENT, "request refused"),
    DAMAGED(Kind.ONCE_MORE, "damaged on the way"),
    THROTTLED(Kind.THROTTLED, "too many requests"),
    SERVER_FAILED(Kind.PASSING, "the service failed"),
    CONFLICT(Kind.PASSING, "another request was in the way"),
    CONNECTION_REFUSED(Kind.PASSING, "connection refused"),
    TIMED_OUT(Kind.PASSING, "timed out"),
    CUT_OFF(Kind.PASSING, "connection lost"),
    NAME_SERVICE(Kind.PASSING, "host not found for the moment"),
    UNKNOWN_HOST(Kind.PERMANENT, "host not found"),
    UNTRUSTED(Kind.PERMANENT, "certificate not trusted"),
    OTHER_HOSTS_CERTIFICATE(Kind.PERMANENT, "certificate of another host"),
    NO_TLS(Kind.PERMANENT, "no TLS spoken there"),
    SDK_FAILED(Kind.PERMANENT, "request not sent");

    private final Kind kind;
    private final String words;

    Problem(Kind kind, String words) {
        this.kind = kind;
        this.words = words;
    }

    Kind kind() {
        return kind;
    }

    /// For people.
    String words() {
        return words;
    }

    /// What a caller may do about it.
    enum Kind {
        ABSENT,
        DENIED,
        PERMANENT,
        /// Worth other tries.
        PASSING,
        /// Worth one other try.
        ONCE_MORE,
        /// Worth other tries, but fewer at once.
        THROTTLED
    }
}
