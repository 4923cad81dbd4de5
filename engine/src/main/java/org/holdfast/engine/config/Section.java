package org.holdfast.engine.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/// Keys and values. Remembers which keys were asked for, so that [#end()] can tell those that nobody knows. Confined to
/// one thread.
final class Section {
    private final Mistakes mistakes;
    private final Place place;
    private final Map<String, Item> items = new LinkedHashMap<>();
    private final Set<String> known = new LinkedHashSet<>();

    Section(Mistakes mistakes, Variables variables, Place place, MappingNode node) {
        this.mistakes = mistakes;
        this.place = place;
        for (NodeTuple tuple : node.getValue()) {
            int line = Item.line(tuple.getKeyNode());
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                mistakes.add(new Place(line, place.key()), "a key must be one word");
                continue;
            }
            Item item = new Item(mistakes, variables, place.key(line, key.getValue()), tuple.getValueNode());
            Item first = items.putIfAbsent(key.getValue(), item);
            if (first != null) {
                mistakes.add(
                        item.place(),
                        "is there twice: first in line " + first.place().line());
            }
        }
    }

    Place place() {
        return place;
    }

    boolean has(String key) {
        return items.containsKey(key);
    }

    Optional<Item> item(String key) {
        known.add(key);
        return Optional.ofNullable(items.get(key));
    }

    Optional<Section> section(String key) {
        return item(key).flatMap(Item::asSection);
    }

    Optional<Value> value(String key) {
        return item(key).flatMap(Item::asValue);
    }

    <T> Optional<T> value(String key, Value.Form<T> form) {
        return value(key).flatMap(value -> value.as(form));
    }

    /// The same of what must be there.
    <T> Optional<T> required(String key, Value.Form<T> form) {
        if (!has(key)) {
            mistakes.add(place, "needs " + key);
        }
        return value(key, form);
    }

    /// A list's members, those that are wrong left out; empty if the key is not there.
    <T> Optional<List<T>> list(String key, Value.Form<T> form) {
        return item(key).map(item -> {
            List<T> members = new ArrayList<>();
            for (Item member : item.asItems()) {
                member.asValue().flatMap(value -> value.as(form)).ifPresent(members::add);
            }
            return members;
        });
    }

    /// What stands behind each of its keys, which are names of the user's choice.
    Map<String, Item> named() {
        known.addAll(items.keySet());
        return items;
    }

    /// Refuses a key that belongs elsewhere.
    void refuse(Collection<String> keys, String why) {
        for (String key : keys) {
            item(key).ifPresent(item -> mistakes.add(item.place(), why));
        }
    }

    void mistake(String key, String message) {
        Item item = items.get(key);
        mistakes.add(item == null ? place : item.place(), message);
    }

    /// To be called when every known key was asked for.
    void end() {
        items.forEach((key, item) -> {
            if (!known.contains(key)) {
                String near = Spelling.nearest(key, known)
                        .map(word -> "did you mean " + word + "?")
                        .orElseGet(() -> "known here: " + String.join(", ", known));
                mistakes.add(item.place(), "there is no such key; " + near);
            }
        });
    }
}
