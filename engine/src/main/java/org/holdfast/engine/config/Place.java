package org.holdfast.engine.config;

/// Where something stands in the file.
///
/// @param line the first is 1
/// @param key the path of keys to it, such as `sites.disk.path`; empty for the whole file
record Place(int line, String key) {
    Place key(int line, String name) {
        return new Place(line, key.isEmpty() ? name : key + "." + name);
    }

    Place item(int line, int index) {
        return new Place(line, key + "[" + index + "]");
    }
}
