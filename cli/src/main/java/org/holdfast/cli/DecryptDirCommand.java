package org.holdfast.cli;

import java.io.IOException;
import org.holdfast.engine.SealedFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "decrypt-dir",
        description = "Decrypt every file below a directory, contents and names. Needs no store.",
        footer = {
            "",
            "Example:",
            "  holdfast backup decrypt-dir /mnt/disk/backups/snapshot/app_blog opened --password-file ~/secret"
        })
final class DecryptDirCommand implements HoldfastCommand {
    @Mixin
    private final CommonOptions common = new CommonOptions();

    @Mixin
    private final PasswordOptions password = new PasswordOptions();

    @Parameters(index = "0", paramLabel = "INDIR", description = "The directory to read.")
    private String in = "";

    @Parameters(index = "1", paramLabel = "OUTDIR", description = "The directory to write, which must not exist.")
    private String out = "";

    private final Host host;

    DecryptDirCommand(Host host) {
        this.host = host;
    }

    @Override
    public CommonOptions common() {
        return common;
    }

    @Override
    public Integer call() throws IOException {
        try (SealedFiles tools = Tools.open(host, password, common, false)) {
            tools.decryptDirectory(Stores.path(in), Stores.path(out));
            return 0;
        }
    }
}
