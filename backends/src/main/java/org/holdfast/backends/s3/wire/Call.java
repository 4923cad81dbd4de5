package org.holdfast.backends.s3.wire;

import java.util.Map;

/// What S3 calls an operation: its method, and the word of the query that tells it from others of that method.
enum Call {
    ABORT_UPLOAD("DELETE"),
    COMPLETE_UPLOAD("POST"),
    COPY("PUT"),
    CREATE_UPLOAD("POST", "uploads", ""),
    DELETE("DELETE"),
    DELETE_MANY("POST", "delete", ""),
    GET("GET"),
    HEAD("HEAD"),
    LIFECYCLE("GET", "lifecycle", ""),
    LIST("GET"),
    LIST_PARTS("GET"),
    LIST_UPLOADS("GET", "uploads", ""),
    LIST_V2("GET", "list-type", "2"),
    PUT("PUT"),
    VERSIONING("GET", "versioning", "");

    private final String method;
    private final String word;
    private final String value;

    Call(String method) {
        this(method, "", "");
    }

    Call(String method, String word, String value) {
        this.method = method;
        this.word = word;
        this.value = value;
    }

    String method() {
        return method;
    }

    Map<String, String> query() {
        return word.isEmpty() ? Map.of() : Map.of(word, value);
    }

    /// Whether it has content, be it of no bytes.
    boolean carries() {
        return method.equals("PUT") || method.equals("POST");
    }

    /// Whether the service may work for minutes before it answers.
    boolean slow() {
        return this == COPY || method.equals("POST");
    }

    /// Whether S3 refuses it without a sum of its content.
    boolean demandsSum() {
        return this == DELETE_MANY;
    }
}
