package org.holdfast.engine.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.holdfast.engine.StoreLocation;
import org.holdfast.engine.doctor.Diagnosis.Severity;

/// Whether a site lies inside another. Stateless; thread-safe.
public final class NestedSites {
    private NestedSites() {}

    /// Looks for sites whose directory or prefix is below that of another.
    ///
    /// @param sites by name
    public static List<Diagnosis> check(Map<String, StoreLocation> sites) {
        List<Diagnosis> found = new ArrayList<>();
        sites.forEach((inner, place) -> sites.forEach((outer, around) -> {
            if (!inner.equals(outer) && isInside(place, around)) {
                found.add(new Diagnosis(
                        Severity.WARNING,
                        "it lies inside site " + outer + ": whatever removes that one, or ages what is in it,"
                                + " takes this one along",
                        inner,
                        "give each a directory or prefix of its own, side by side"));
            }
        }));
        return found;
    }

    private static boolean isInside(StoreLocation inner, StoreLocation outer) {
        return switch (inner) {
            case StoreLocation.Directory(var path, var _, var _, var _) ->
                outer instanceof StoreLocation.Directory(var around, var _, var _, var _)
                        && !RealPath.of(path).equals(RealPath.of(around))
                        && RealPath.of(path).startsWith(RealPath.of(around));
            case StoreLocation.Bucket bucket ->
                outer instanceof StoreLocation.Bucket around
                        && endpoint(bucket).equals(endpoint(around))
                        && prefix(bucket).startsWith(prefix(around) + "/");
            case StoreLocation.Nowhere _ -> false;
        };
    }

    /// The bucket and the prefix.
    private static String prefix(StoreLocation.Bucket bucket) {
        return bucket.toString().split("\\?", 2)[0];
    }

    private static Optional<String> endpoint(StoreLocation.Bucket bucket) {
        String[] halves = bucket.toString().split("\\?", 2);
        return halves.length > 1 ? Optional.of(halves[1]) : Optional.empty();
    }
}
