package org.holdfast.engine.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.Failure;

/// Whatever stands in the place of a configuration.
class ConfigurationFuzzTest {
    private static final Map<String, String> ENVIRONMENT = Map.of("NAME", "value", "SECRET", "s3cr3t-of-nobody");

    @FuzzTest
    @DictionaryFile(resourcePath = "configuration.dict")
    void parse(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8);
        Configuration configuration;
        try {
            configuration = Yaml.read(text, ENVIRONMENT);
        } catch (BackupException e) {
            assertThat(e.failure()).isEqualTo(Failure.MISCONFIGURED);
            assertThat(e.details()).isNotEmpty().allSatisfy(line -> assertThat(line)
                    .matches("holdfast\\.yaml:[1-9][0-9]*: \\P{Cntrl}+"));
            return;
        }
        assertThat(ConfigurationView.yaml(new ConfigurationView(configuration).all()))
                .isNotEmpty();
        assertThat(configuration.secrets()).doesNotContainNull();
        configuration.apps().keySet().forEach(app -> assertThat(configuration.sitesOf(app))
                .isNotNull());
    }
}
