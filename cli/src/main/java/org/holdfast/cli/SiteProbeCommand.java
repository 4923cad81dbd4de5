package org.holdfast.cli;

import java.io.IOException;
import java.util.Optional;
import org.holdfast.engine.Failure;
import org.holdfast.engine.SiteInspection;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "probe",
        description = {
            "Find out what the service behind a bucket can do, by trying it with objects that are removed again, and"
                    + " remember it for later runs.",
            "Later runs also find it out by themselves, at the price of a refused request or two."
        },
        footer = {"", "Example:", "  holdfast site probe 's3://my-backups/server1?endpoint=https://s3.example.org'"})
final class SiteProbeCommand implements HoldfastCommand {
    @Mixin
    private final CommonOptions common = new CommonOptions();

    @Parameters(
            paramLabel = "SITE|URL",
            description = "The bucket: a site's name, or s3://BUCKET/PREFIX?endpoint=https://HOST&region=REGION.")
    private String url = "";

    private final Host host;

    SiteProbeCommand(Host host) {
        this.host = host;
    }

    @Override
    public CommonOptions common() {
        return common;
    }

    @Override
    public Integer call() throws IOException {
        SiteInspection inspection = new Stores(host, common).inspection(url);
        SiteSteps steps = new SiteSteps(host.output(), common.json());
        Optional<Failure> failure = inspection.probe(steps);
        SiteInspection.Knowledge knowledge = inspection.knowledge();
        steps.end("learned", knowledge);
        if (!common.json() && common.summaries()) {
            print(knowledge);
        }
        return failure.map(Failure::exitCode).orElse(0);
    }

    private void print(SiteInspection.Knowledge knowledge) {
        if (knowledge.abilities().isEmpty() && knowledge.region().isEmpty()) {
            common.messages(host).note("nothing was learned");
            return;
        }
        host.output().result("remembered in " + knowledge.file());
    }
}
