package org.holdfast.cli;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.Failure;
import org.holdfast.engine.config.Configuration;
import org.holdfast.engine.config.ConfigurationFiles;
import org.holdfast.engine.config.ConfigurationReader;

/// Finds and reads the configuration that a command is to use.
final class Configurations {
    private final Host host;
    private final CommonOptions common;

    Configurations(Host host, CommonOptions common) {
        this.host = host;
        this.common = common;
    }

    /// The configuration; what it warns of is said.
    ///
    /// @throws BackupException MISCONFIGURED if there is none, or with every mistake in it
    Configuration required() throws BackupException {
        return announced(silent());
    }

    /// The same without a word of what it warns of.
    Configuration silent() throws BackupException {
        Optional<Path> file = file();
        if (file.isPresent()) {
            return read(file.get());
        }
        String looked = files().usual().stream().map(Text::printable).collect(Collectors.joining(", "));
        throw new BackupException(
                Failure.MISCONFIGURED,
                "there is no configuration; looked for " + looked,
                "\"holdfast site init\" writes one; --config FILE names another");
    }

    /// The same where commands can do without one.
    Optional<Configuration> find() throws BackupException {
        Optional<Path> file = file();
        if (file.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(announced(read(file.get())));
    }

    private Configuration read(Path file) throws BackupException {
        Configuration configuration = reader().read(file);
        common.hide(configuration.secrets());
        return configuration;
    }

    private Configuration announced(Configuration configuration) {
        configuration.warnings().forEach(common.messages(host)::warning);
        return configuration;
    }

    /// The one that would be read, whatever is in it.
    Optional<Path> file() throws BackupException {
        return files().find(named());
    }

    /// The file that a new site is written to.
    Path forNew() throws BackupException {
        return files().forNew(named());
    }

    ConfigurationReader reader() throws BackupException {
        return new ConfigurationReader(variables());
    }

    private ConfigurationFiles files() throws BackupException {
        return new ConfigurationFiles(variables());
    }

    private Optional<Path> named() {
        return common.configuration().map(Stores::path);
    }

    private Map<String, String> variables() throws BackupException {
        return host.environment().beginningWith("");
    }
}
