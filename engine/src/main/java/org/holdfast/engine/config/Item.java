package org.holdfast.engine.config;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/// What stands behind a key or in a list, not yet known to be of the right kind.
///
/// Nothing is looked at that no key of ours asks for, and those are nested a few levels deep, so that neither
/// aliases of aliases nor an alias of what it stands in can do harm.
record Item(Mistakes mistakes, Variables variables, Place place, Node node) {
    static int line(Node node) {
        return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
    }

    /// Keys and values; empty, and a mistake, if it is anything else.
    Optional<Section> asSection() {
        if (node instanceof MappingNode mapping && hasUsualTag(Tag.MAP)) {
            return Optional.of(new Section(mistakes, variables, place, mapping));
        }
        if (isUntagged()) {
            mistakes.add(place, isNothing() ? "has no value" : "must be keys and values");
        }
        return Optional.empty();
    }

    /// A list, which may be written without its brackets if there is one member; empty, and a mistake, if it is
    /// anything else.
    List<Item> asItems() {
        if (node instanceof SequenceNode sequence && hasUsualTag(Tag.SEQ)) {
            List<Node> nodes = sequence.getValue();
            return IntStream.range(0, nodes.size())
                    .mapToObj(i -> new Item(mistakes, variables, place.item(line(nodes.get(i)), i), nodes.get(i)))
                    .toList();
        }
        return List.of(this);
    }

    /// Text as it stands there, `$` included.
    Optional<Value> asLiteral() {
        if (node instanceof ScalarNode scalar && hasUsualTag(Tag.STR) && !isNothing()) {
            return Optional.of(new Value(mistakes, place, scalar.getValue(), scalar.getValue(), true));
        }
        if (isUntagged()) {
            mistakes.add(place, isNothing() ? "has no value" : "must be one value");
        }
        return Optional.empty();
    }

    /// One value; empty, and a mistake, if it is anything else or a variable is missing.
    Optional<Value> asValue() {
        return asLiteral().flatMap(value -> {
            Variables.Replaced replaced = variables.replace(value.text());
            replaced.mistakes().forEach(mistake -> mistakes.add(place, mistake));
            return replaced.mistakes().isEmpty()
                    ? Optional.of(
                            new Value(mistakes, place, replaced.text(), value.written(), !replaced.fromEnvironment()))
                    : Optional.empty();
        });
    }

    private boolean isUntagged() {
        return switch (node) {
            case MappingNode _ -> hasUsualTag(Tag.MAP);
            case SequenceNode _ -> hasUsualTag(Tag.SEQ);
            default -> hasUsualTag(Tag.STR);
        };
    }

    private boolean hasUsualTag(Tag usual) {
        // Nothing at all is no text to YAML.
        if (node.getTag().equals(usual) || (isNothing() && node.getTag().equals(Tag.NULL))) {
            return true;
        }
        // What it says may be a secret that was not put in quotes.
        mistakes.add(place, "has a tag (a word that begins with !): leave it out, or put the value in quotes");
        return false;
    }

    /// `key:`, `key: ~` and `key: null`.
    private boolean isNothing() {
        return node instanceof ScalarNode scalar
                && scalar.isPlain()
                && scalar.getValue().matches("|~|null");
    }
}
