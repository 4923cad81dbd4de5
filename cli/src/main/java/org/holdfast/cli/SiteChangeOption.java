package org.holdfast.cli;

import picocli.CommandLine.Option;

/// Lets a site be elsewhere than it was.
final class SiteChangeOption {
    @Option(
            names = "--confirm-site-change",
            description = "Go on although a site of the configuration is not where it was when it was last used.")
    private boolean confirmed;

    boolean confirmed() {
        return confirmed;
    }
}
