package org.holdfast.cli;

import java.io.IOException;
import java.io.InputStream;
import org.holdfast.engine.SealedFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "encrypt",
        description = "Encrypt one file as backups are encrypted. Needs no store.",
        footer = {"", "Example:", "  holdfast backup encrypt notes.txt notes.txt.enc --password-file ~/secret"})
final class EncryptCommand implements HoldfastCommand {
    @Mixin
    private final CommonOptions common = new CommonOptions();

    @Mixin
    private final PasswordOptions password = new PasswordOptions();

    @Mixin
    private final InOut files = new InOut();

    private final Host host;

    EncryptCommand(Host host) {
        this.host = host;
    }

    @Override
    public CommonOptions common() {
        return common;
    }

    @Override
    public Integer call() throws IOException {
        try (InputStream in = files.open(host);
                SealedFiles tools = Tools.open(host, password, common, true)) {
            if (files.toStandardOutput()) {
                tools.encrypt(in, host.output().out());
            } else {
                tools.encrypt(in, files.out());
            }
            return 0;
        }
    }
}
