package org.holdfast.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "version",
        description = "Show which holdfast this is.",
        footer = {"", "Example:", "  holdfast version --json"})
final class VersionCommand implements HoldfastCommand {
    @Mixin
    private final CommonOptions common = new CommonOptions();

    private final Host host;

    VersionCommand(Host host) {
        this.host = host;
    }

    @Override
    public CommonOptions common() {
        return common;
    }

    @Override
    public Integer call() throws IOException {
        String java = System.getProperty("java.version");
        if (common.json()) {
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("version", version());
            result.put("java", java);
            new Results(host.output()).document(result);
            return 0;
        }
        host.output().result("holdfast " + version() + " (Java " + java + ")");
        return 0;
    }

    static String version() throws IOException {
        try (InputStream in = Objects.requireNonNull(VersionCommand.class.getResourceAsStream("version.properties"))) {
            Properties properties = new Properties();
            properties.load(in);
            return properties.getProperty("version");
        }
    }
}
