package org.holdfast.servers.faults;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// All requests since the start or since they were last forgotten, and how many were in flight at once. Thread-safe.
final class Journal {
    private final List<Exchange> exchanges = new ArrayList<>();
    private final Map<Kind, Integer> inFlight = new EnumMap<>(Kind.class);
    private final Map<Kind, Integer> most = new EnumMap<>(Kind.class);
    private int allInFlight;
    private int mostOfAll;
    private long sequence;

    synchronized Exchange begin(Head request) {
        S3Call call = S3Call.of(request);
        Exchange exchange = new Exchange(++sequence, request, call, () -> end(call.kind()));
        exchanges.add(exchange);
        most.merge(call.kind(), inFlight.merge(call.kind(), 1, Integer::sum), Math::max);
        mostOfAll = Math.max(mostOfAll, ++allInFlight);
        return exchange;
    }

    private synchronized void end(Kind kind) {
        inFlight.merge(kind, -1, Integer::sum);
        allInFlight--;
    }

    synchronized List<Exchange> exchanges() {
        return List.copyOf(exchanges);
    }

    synchronized int inFlight(Kind kind) {
        return inFlight.getOrDefault(kind, 0);
    }

    synchronized int maxInFlight(Kind kind) {
        return most.getOrDefault(kind, 0);
    }

    synchronized int maxInFlight() {
        return mostOfAll;
    }

    synchronized void forget() {
        exchanges.clear();
        most.clear();
        most.putAll(inFlight);
        mostOfAll = allInFlight;
    }
}
