package org.holdfast.cli;

import java.io.IOException;
import java.util.List;
import org.holdfast.engine.config.Configuration;
import org.holdfast.engine.doctor.Diagnosis;
import org.holdfast.engine.doctor.Diagnosis.Severity;
import org.holdfast.engine.doctor.MountTable;
import org.holdfast.engine.run.Checkup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "doctor",
        description = {
            "Look at everything that the configuration names for what is unsafe or about to fail: sites, disks, rules"
                    + " of buckets, ages of backups, passwords, files with secrets; and say what to do about it.",
            "Changes nothing and asks nothing. A site that cannot be reached hinders no other. Needs no password; one"
                    + " that nobody gives without a terminal is not looked at.",
            "Of each app it expects a whole backup on each of its sites that is not older than twice the interval of"
                    + " the schedule, or 48 hours if that is longer; of an app that is not automatic this is advice"
                    + " only. It knows of restores of this machine only, and of every \"backup verify\"."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:nothing worse than advice was found",
            "1:there is a warning or a danger",
            "2:there is no configuration, or it has mistakes"
        },
        footer = {"", "Example:", "  holdfast doctor"})
final class DoctorCommand implements HoldfastCommand {
    @Mixin
    private final CommonOptions common = new CommonOptions();

    private final Host host;

    DoctorCommand(Host host) {
        this.host = host;
    }

    @Override
    public CommonOptions common() {
        return common;
    }

    @Override
    public Integer call() throws IOException {
        // What the configuration warns of is among what is found.
        Configuration configuration = new Configurations(host, common).silent();
        Stores stores = new Stores(host, common);
        Checkup checkup = new Checkup(
                configuration,
                new UnattendedSites(host, common, configuration),
                stores.state().root(),
                MountTable.current(),
                host.clock().instant());
        List<Diagnosis> found = checkup.run();
        DiagnosisView view = new DiagnosisView(host.output(), found);
        if (common.json()) {
            view.json();
        } else {
            view.text(configuration, common.summaries());
        }
        return found.stream().allMatch(it -> it.severity() == Severity.ADVICE) ? 0 : 1;
    }
}
