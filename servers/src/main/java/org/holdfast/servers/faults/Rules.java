package org.holdfast.servers.faults;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/// The gates and faults of a proxy. Thread-safe.
final class Rules {
    private final List<Fault> faults = new CopyOnWriteArrayList<>();
    private final List<Gate> gates = new CopyOnWriteArrayList<>();

    Fault add(Fault fault) {
        faults.add(fault);
        return fault;
    }

    Gate add(Gate gate) {
        gates.add(gate);
        return gate;
    }

    /// Waits at each gate in turn; false if one drops the request.
    boolean pass(S3Call call) throws InterruptedException {
        for (Gate gate : gates) {
            if (!gate.pass(call)) {
                return false;
            }
        }
        return true;
    }

    /// The oldest fault that strikes; each fault counts each request that it covers, whichever strikes.
    synchronized Optional<Fault> striking(S3Call call) {
        return faults.stream().filter(fault -> fault.strikes(call)).toList().stream()
                .findFirst();
    }

    List<Fault> unreached() {
        return faults.stream().filter(fault -> fault.hits() == 0).toList();
    }
}
