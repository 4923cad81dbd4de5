package org.holdfast.cli;

import java.io.IOException;
import org.holdfast.engine.SealedFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "encrypt-filename",
        description = "Show what a file name, or a path of several, is called in an encrypted backup.",
        footer = {"", "Example:", "  holdfast backup encrypt-filename photos/cat.jpg --password-file ~/secret"})
final class EncryptFilenameCommand implements HoldfastCommand {
    @Mixin
    private final CommonOptions common = new CommonOptions();

    @Mixin
    private final PasswordOptions password = new PasswordOptions();

    @Parameters(paramLabel = "NAME", description = "The name, or several joined by /.")
    private String name = "";

    private final Host host;

    EncryptFilenameCommand(Host host) {
        this.host = host;
    }

    @Override
    public CommonOptions common() {
        return common;
    }

    @Override
    public Integer call() throws IOException {
        try (SealedFiles tools = Tools.open(host, password, common, true)) {
            new Results(host.output()).name(tools.encryptName(name), common.json());
            return 0;
        }
    }
}
