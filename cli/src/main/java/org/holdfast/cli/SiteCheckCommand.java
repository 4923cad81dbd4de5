package org.holdfast.cli;

import java.io.IOException;
import java.util.Optional;
import org.holdfast.engine.Failure;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "check",
        description = {
            "Try whether a store can be backed up to. Puts a few objects of its own there and removes them again.",
            "Of a bucket: credentials, clock, writing, reading, copying and deleting, and what may cost money or"
                    + " backups. Of a directory: every promise that backups rely on."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:nothing failed",
            "1:something did",
            "13:the store cannot be reached, or refuses the credentials"
        },
        footer = {"", "Example:", "  holdfast site check 's3://my-backups/server1?endpoint=https://s3.example.org'"})
final class SiteCheckCommand implements HoldfastCommand {
    @Mixin
    private final CommonOptions common = new CommonOptions();

    @Parameters(paramLabel = "SITE|URL", description = StoreOption.KINDS + " Or the name of a site.")
    private String url = "";

    @Option(
            names = "--full",
            description = "Of a bucket too, try every promise that backups rely on: some hundred requests.")
    private boolean full;

    private final Host host;

    SiteCheckCommand(Host host) {
        this.host = host;
    }

    @Override
    public CommonOptions common() {
        return common;
    }

    @Override
    public Integer call() throws IOException {
        SiteSteps steps = new SiteSteps(host.output(), common.json());
        Optional<Failure> failure = new Stores(host, common).inspection(url).check(full, steps);
        steps.end("ok", failure.isEmpty());
        return failure.map(Failure::exitCode).orElse(0);
    }
}
