package org.holdfast.backends.s3;

import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.core.SdkRequest;

/// Refuses requests of one type, and counts.
final class Refusing implements PlainRequests.Wire {
    private final Class<? extends SdkRequest> type;
    private final int status;
    private final String code;
    private final int from;
    final AtomicInteger hits = new AtomicInteger();

    Refusing(Class<? extends SdkRequest> type, int status, String code) {
        this(type, status, code, 1);
    }

    /// @param from the first one to refuse, counted from 1
    Refusing(Class<? extends SdkRequest> type, int status, String code, int from) {
        this.type = type;
        this.status = status;
        this.code = code;
        this.from = from;
    }

    @Override
    public void sending(SdkRequest request) {
        if (type.isInstance(request) && hits.incrementAndGet() >= from) {
            throw PlainRequests.error(status, code);
        }
    }
}
