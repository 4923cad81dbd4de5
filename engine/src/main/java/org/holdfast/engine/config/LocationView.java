package org.holdfast.engine.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.s3.Credentials;
import org.holdfast.backends.s3.Limits;
import org.holdfast.backends.s3.S3Settings;
import org.holdfast.engine.StoreLocation;

/// The part of [ConfigurationView] that says where a site is. Stateless.
final class LocationView {
    private LocationView() {}

    static Map<String, Object> of(StoreLocation location) {
        Map<String, Object> view = new LinkedHashMap<>();
        switch (location) {
            case StoreLocation.Directory directory -> {
                view.put("provider", "filesystem");
                view.put("path", directory.toString());
                view.put("hardlinks", directory.hardlinks());
                view.put("requireMount", directory.requireMount());
            }
            case StoreLocation.Bucket(var settings) -> putBucket(view, settings);
            case StoreLocation.Nowhere _ -> view.put("provider", "noop");
        }
        return view;
    }

    private static void putBucket(Map<String, Object> view, S3Settings settings) {
        settings.provider().ifPresent(provider -> view.put("provider", provider));
        view.put("bucket", settings.bucket());
        settings.region().ifPresent(region -> view.put("region", region));
        settings.endpoint().ifPresent(endpoint -> view.put("endpoint", endpoint.toString()));
        if (!settings.prefix().equals(ObjectKey.ROOT)) {
            view.put("prefix", settings.prefix().text());
        }
        settings.credentials().ifPresent(key -> view.put("credentials", accessKey(key)));
        settings.credentialsProfile().ifPresent(profile -> view.put("credentials", Map.of("profile", profile)));
        settings.pathStyle().ifPresent(style -> view.put("pathStyle", style));
        settings.caFile().ifPresent(file -> view.put("caFile", ConfigurationView.shown(file)));
        view.put("acceptSelfSigned", settings.acceptSelfSigned());
        view.put("verify", settings.verify());
    }

    private static Map<String, Object> accessKey(Credentials key) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("accessKeyId", key.accessKeyId());
        view.put("secretAccessKey", ConfigurationView.MASK);
        key.sessionToken().ifPresent(_ -> view.put("sessionToken", ConfigurationView.MASK));
        return view;
    }

    static Map<String, Object> limits(StoreLocation location) {
        Map<String, Object> view = new LinkedHashMap<>();
        if (location instanceof StoreLocation.Bucket(var settings)) {
            Limits limits = settings.limits();
            limits.uploads().ifPresent(count -> view.put("upload", count));
            limits.downloads().ifPresent(count -> view.put("download", count));
            limits.copies().ifPresent(count -> view.put("copy", count));
            limits.partSize().ifPresent(size -> view.put("partSize", size(size)));
            limits.memory().ifPresent(size -> view.put("memory", size(size)));
        }
        return view;
    }

    /// In the largest unit that it is a whole number of.
    static String size(long bytes) {
        List<String> units = List.of("TiB", "GiB", "MiB", "KiB");
        for (int i = 0; i < units.size(); i++) {
            long unit = 1L << (10 * (units.size() - i));
            if (bytes % unit == 0) {
                return bytes / unit + units.get(i);
            }
        }
        return String.valueOf(bytes);
    }
}
