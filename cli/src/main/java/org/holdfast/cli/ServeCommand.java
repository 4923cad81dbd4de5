package org.holdfast.cli;

import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "serve",
        description = {
            "Run by itself: back up, clean up and verify by the schedules of the sites, with a dashboard, an HTTP API"
                    + " and metrics.",
            "Listens at http://127.0.0.1:7420 unless \"serve\" in the configuration says something else, and lets in"
                    + " whoever has the token. What was missed while it did not run is done when it starts; what failed"
                    + " is tried again sooner than its schedule says. The command line may be used meanwhile.",
            "SIGTERM ends it; what runs then is stopped, and goes on at the next start."
        },
        footer = {"", "Example:", "  holdfast serve --new-token", "  holdfast serve"})
final class ServeCommand implements HoldfastCommand {
    @Mixin
    private final CommonOptions common = new CommonOptions();

    @Mixin
    private final PasswordOptions password = new PasswordOptions();

    @Option(
            names = "--new-token",
            description = "Make a token that lets in, in place of the one before, print it, and do nothing else. Only"
                    + " its hash is kept. A server that runs takes it when it is started again.")
    private boolean newToken;

    private final Host host;

    ServeCommand(Host host) {
        this.host = host;
    }

    @Override
    public CommonOptions common() {
        return common;
    }

    // No type of the server's may stand in a signature here: its libraries are there for this command only, and the
    // list of commands is made without them.
    @Override
    public Integer call() throws IOException {
        Serving serving = new Serving(host.unattended(), common, password);
        return newToken ? serving.newToken() : serving.run();
    }
}
