package org.holdfast.engine.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
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

    private record Secret(int from, int to, String variable) {}

    private final List<Secret> secrets = new ArrayList<>();

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
        for (Secret secret : portable.secrets) {
            out.append(new String(characters, at, secret.from - at))
                    .append("\"${")
                    .append(secret.variable)
                    .append("}\"");
            at = secret.to;
        }
        return out.append(new String(characters, at, characters.length - at)).toString();
    }

    private void look(Node node, String path) {
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
        if (SECRET.contains(key) && !scalar.getValue().startsWith("${")) {
            secrets.add(new Secret(index(scalar.getStartMark()), index(scalar.getEndMark()), path));
        }
    }

    private static int index(Optional<Mark> mark) {
        return mark.orElseThrow().getIndex();
    }

    private static String upper(String name) {
        return name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    }
}
