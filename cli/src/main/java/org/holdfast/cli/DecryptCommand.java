package org.holdfast.cli;

import java.io.IOException;
import java.io.InputStream;
import org.holdfast.engine.SealedFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "decrypt",
        description = {
            "Decrypt one encrypted file. Needs no store.",
            "Nothing reaches OUT before all of IN proved genuine. Toward standard output the plain text waits in a"
                    + " private file in TMPDIR until then."
        },
        footer = {"", "Example:", "  holdfast backup decrypt notes.txt.enc - --password-file ~/secret | less"})
final class DecryptCommand implements HoldfastCommand {
    @Mixin
    private final CommonOptions common = new CommonOptions();

    @Mixin
    private final PasswordOptions password = new PasswordOptions();

    @Mixin
    private final InOut files = new InOut();

    private final Host host;

    DecryptCommand(Host host) {
        this.host = host;
    }

    @Override
    public CommonOptions common() {
        return common;
    }

    @Override
    public Integer call() throws IOException {
        try (InputStream in = files.open(host);
                SealedFiles tools = Tools.open(host, password, common, false)) {
            if (files.toStandardOutput()) {
                tools.decrypt(in, files.inName(), host.output().out(), Tools.scratch(host));
            } else {
                tools.decrypt(in, files.inName(), files.out());
            }
            return 0;
        }
    }
}
