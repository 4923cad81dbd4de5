package org.holdfast.servers.faults;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/// The answers that clients of S3 providers meet on bad days.
public final class Answers {
    private Answers() {}

    /// An error as S3 words it: XML with a code and a message.
    public static Answer error(int status, String code, String message) {
        return error(status, code, message, "");
    }

    private static Answer error(int status, String code, String message, String more) {
        String xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>" + code + "</Code><Message>" + message
                + "</Message>" + more + "<RequestId>fault</RequestId></Error>";
        return new Answer(status, Headers.none().with("Content-Type", "application/xml"), xml);
    }

    /// 429 from something before the store that speaks no XML.
    public static Answer tooManyRequestsHtml() {
        return new Answer(
                429,
                Headers.none().with("Content-Type", "text/html"),
                "<html><body><h1>429 Too Many Requests</h1></body></html>");
    }

    public static Answer slowDown() {
        return error(503, "SlowDown", "Please reduce your request rate.");
    }

    /// 503 with a time to wait.
    ///
    /// @param wait in whole seconds
    public static Answer slowDown(Duration wait) {
        return slowDown().with("Retry-After", Long.toString(wait.toSeconds()));
    }

    public static Answer serviceUnavailable() {
        return error(503, "ServiceUnavailable", "Service is unable to handle request.");
    }

    public static Answer internalError() {
        return error(500, "InternalError", "We encountered an internal error. Please try again.");
    }

    /// 400, although trying again helps.
    public static Answer requestTimeout() {
        return error(400, "RequestTimeout", "Your socket connection to the server was not read from in time.");
    }

    /// 403 to a client whose clock is wrong; the server's time is in `Date` and in the body.
    public static Answer requestTimeTooSkewed(Instant serverTime) {
        return error(
                        403,
                        "RequestTimeTooSkewed",
                        "The difference between the request time and the current time is too large.",
                        "<ServerTime>" + serverTime
                                + "</ServerTime><MaxAllowedSkewMilliseconds>900000</MaxAllowedSkewMilliseconds>")
                .with("Date", DateTimeFormatter.RFC_1123_DATE_TIME.format(serverTime.atOffset(ZoneOffset.UTC)));
    }

    /// 301: the bucket is in another region, named in the header and the body.
    public static Answer permanentRedirect(String region, String endpoint) {
        return error(
                        301,
                        "PermanentRedirect",
                        "The bucket must be addressed using the specified endpoint.",
                        "<Endpoint>" + endpoint + "</Endpoint><Region>" + region + "</Region>")
                .with("x-amz-bucket-region", region);
    }

    /// 400: the signature names another region than the bucket's; only the body says which.
    public static Answer wrongRegion(String region) {
        return error(
                400,
                "AuthorizationHeaderMalformed",
                "The authorization header is malformed; expecting '" + region + "'",
                "<Region>" + region + "</Region>");
    }

    public static Answer accessDenied() {
        return error(403, "AccessDenied", "Access Denied");
    }

    public static Answer notImplemented() {
        return error(501, "NotImplemented", "A header you provided implies functionality that is not implemented.");
    }

    public static Answer methodNotAllowed() {
        return error(405, "MethodNotAllowed", "The specified method is not allowed against this resource.");
    }

    /// Status 200 and yet an error, as CopyObject and CompleteMultipartUpload may answer.
    public static Answer errorInside200(String code) {
        return error(200, code, "We encountered an internal error. Please try again.");
    }
}
