package org.holdfast.engine.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.holdfast.engine.BackupException;
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
    private static final String ANY = "*";

    /// Where secrets are. Of a mail server or a webhook it is the whole URL, as what is secret may be anywhere in it.
    private static final List<List<String>> SECRETS = List.of(
            List.of("sites", ANY, "credentials", "secretAccessKey"),
            List.of("sites", ANY, "credentials", "sessionToken"),
            List.of("notify", ANY, "smtp"),
            List.of("notify", ANY, "url"),
            // One alone needs no list.
            List.of("notify", "smtp"),
            List.of("notify", "url"));

    /// Anything else has a part that stands in the file, such as the usual value in `${NAME:-usual}`.
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{[A-Za-z_][A-Za-z0-9_]*}");

    private record Secret(int to, String replacement) {}

    private final String text;

    /// By where they begin, since an alias leads anywhere.
    private final SortedMap<Integer, Secret> secrets = new TreeMap<>();

    private final Set<String> variables = new HashSet<>();

    private PortableText(String text) {
        this.text = text;
    }

    /// The text of a configuration that was read without mistakes, its secrets included.
    public static String whole(Path file) throws BackupException {
        return ConfigurationReader.content(file);
    }

    /// The same without its secrets.
    public static String of(Path file) throws BackupException {
        return of(whole(file));
    }

    static String of(String text) {
        PortableText portable = new PortableText(text);
        new Compose(YamlForm.SETTINGS).composeString(text).ifPresent(top -> portable.look(top, List.of()));
        return portable.replaced();
    }

    private String replaced() {
        int[] characters = text.codePoints().toArray();
        StringBuilder out = new StringBuilder();
        int at = 0;
        for (Map.Entry<Integer, Secret> secret : secrets.entrySet()) {
            out.append(new String(characters, at, secret.getKey() - at)).append(secret.getValue().replacement);
            at = secret.getValue().to;
        }
        return out.append(new String(characters, at, characters.length - at)).toString();
    }

    /// @param path of the node: keys, and numbers of items from 1 on
    private void look(Node node, List<String> path) {
        List<List<String>> ahead =
                SECRETS.stream().filter(secret -> leadsTo(path, secret)).toList();
        if (ahead.isEmpty()) {
            return;
        }
        switch (node) {
            case MappingNode mapping -> {
                for (NodeTuple member : mapping.getValue()) {
                    if (member.getKeyNode() instanceof ScalarNode key) {
                        look(member.getValueNode(), below(path, key.getValue()));
                    }
                }
            }
            case SequenceNode sequence -> {
                int number = 1;
                for (Node item : sequence.getValue()) {
                    look(item, below(path, String.valueOf(number++)));
                }
            }
            case ScalarNode scalar -> {
                if (ahead.stream().anyMatch(secret -> secret.size() == path.size())) {
                    replace(scalar, path);
                }
            }
            default -> {}
        }
    }

    private static boolean leadsTo(List<String> path, List<String> secret) {
        return path.size() <= secret.size()
                && IntStream.range(0, path.size())
                        .allMatch(
                                i -> secret.get(i).equals(ANY) || secret.get(i).equals(path.get(i)));
    }

    private static List<String> below(List<String> path, String name) {
        List<String> below = new ArrayList<>(path);
        below.add(name);
        return below;
    }

    private void replace(ScalarNode scalar, List<String> path) {
        int from = index(scalar.getStartMark());
        if (VARIABLE.matcher(scalar.getValue()).matches() || secrets.containsKey(from)) {
            return;
        }
        // The name by which aliases know it is part of what is replaced.
        String anchor =
                scalar.getAnchor().map(name -> "&" + name.getValue() + " ").orElse("");
        secrets.put(from, new Secret(index(scalar.getEndMark()), anchor + "\"${" + variable(path) + "}\""));
    }

    /// A name that nothing else has: sites `a-b` and `a_b` come out alike, and the file may have variables of its own.
    private String variable(List<String> path) {
        String name = "HOLDFAST_" + upper(String.join("_", path));
        String unique = name;
        for (int i = 2; text.contains("${" + unique) || !variables.add(unique); i++) {
            unique = name + "_" + i;
        }
        return unique;
    }

    private static int index(Optional<Mark> mark) {
        return mark.orElseThrow().getIndex();
    }

    private static String upper(String name) {
        return name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    }
}
