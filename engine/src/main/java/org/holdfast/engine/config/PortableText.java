package org.holdfast.engine.config;

import java.nio.file.Path;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.holdfast.engine.BackupException;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/// A configuration's text for places where its secrets must not be: each one that stands in it becomes a variable of
/// the environment, named after where it stood. All else stays as it is, comments included. Confined to one thread.
public final class PortableText {
    /// Of a mail server or a webhook the whole URL, as what is secret may be anywhere in it.
    private static final Set<String> SECRET = Set.of("secretAccessKey", "sessionToken", "smtp", "url");

    /// Anything else has a part that stands in the file, such as the usual value in `${NAME:-usual}`.
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{[A-Za-z_][A-Za-z0-9_]*}");

    private record Secret(int to, String replacement) {}

    /// By where they begin, since an alias leads anywhere.
    private final SortedMap<Integer, Secret> secrets = new TreeMap<>();

    /// Aliases lead to the same node.
    private final Set<Node> seen = Collections.newSetFromMap(new IdentityHashMap<>());

    private PortableText() {}

    /// The text of a configuration that was read without mistakes, its secrets included.
    public static String whole(Path file) throws BackupException {
        return ConfigurationReader.content(file);
    }

    /// The same without its secrets.
    public static String of(Path file) throws BackupException {
        return of(whole(file));
    }

    static String of(String text) {
        PortableText portable = new PortableText();
        new Compose(LoadSettings.builder().setUseMarks(true).build())
                .composeString(text)
                .ifPresent(top -> portable.look(top, "HOLDFAST"));
        int[] characters = text.codePoints().toArray();
        StringBuilder out = new StringBuilder();
        int at = 0;
        for (Map.Entry<Integer, Secret> secret : portable.secrets.entrySet()) {
            out.append(new String(characters, at, secret.getKey() - at)).append(secret.getValue().replacement);
            at = secret.getValue().to;
        }
        return out.append(new String(characters, at, characters.length - at)).toString();
    }

    private void look(Node node, String path) {
        if (!seen.add(node)) {
            return;
        }
        switch (node) {
            case MappingNode mapping -> {
                for (NodeTuple member : mapping.getValue()) {
                    if (member.getKeyNode() instanceof ScalarNode key) {
                        member(key.getValue(), member.getValueNode(), path + "_" + upper(key.getValue()));
                    }
                }
            }
            case SequenceNode sequence -> {
                int index = 1;
                for (Node item : sequence.getValue()) {
                    look(item, path + "_" + index++);
                }
            }
            default -> {}
        }
    }

    private void member(String key, Node value, String path) {
        if (!(value instanceof ScalarNode scalar)) {
            look(value, path);
            return;
        }
        if (SECRET.contains(key) && !VARIABLE.matcher(scalar.getValue()).matches()) {
            // The name by which aliases know it is part of what is replaced.
            String anchor =
                    scalar.getAnchor().map(name -> "&" + name.getValue() + " ").orElse("");
            Secret secret = new Secret(index(scalar.getEndMark()), anchor + "\"${" + path + "}\"");
            secrets.putIfAbsent(index(scalar.getStartMark()), secret);
        }
    }

    private static int index(Optional<Mark> mark) {
        return mark.orElseThrow().getIndex();
    }

    private static String upper(String name) {
        return name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    }
}
