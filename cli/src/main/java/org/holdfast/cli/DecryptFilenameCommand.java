package org.holdfast.cli;

import java.io.IOException;
import org.holdfast.engine.SealedFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "decrypt-filename",
        description = "Show the name that an encrypted file name, or a path of several, stands for.",
        footer = {
            "",
            "Example:",
            "  holdfast backup decrypt-filename OJUmAlnEkoV6jGI8TCF+uWTMQL01p59xGkaR3gMnbxo --password-file ~/secret"
        })
final class DecryptFilenameCommand implements HoldfastCommand {
    @Mixin
    private final CommonOptions common = new CommonOptions();

    @Mixin
    private final PasswordOptions password = new PasswordOptions();

    @Parameters(paramLabel = "NAME", description = "The encrypted name, or several joined by /.")
    private String name = "";

    private final Host host;

    DecryptFilenameCommand(Host host) {
        this.host = host;
    }

    @Override
    public CommonOptions common() {
        return common;
    }

    @Override
    public Integer call() throws IOException {
        try (SealedFiles tools = Tools.open(host, password, common, false)) {
            new Results(host.output()).name(tools.decryptName(name), common.json());
            return 0;
        }
    }
}
