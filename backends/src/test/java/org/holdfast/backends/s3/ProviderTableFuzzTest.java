package org.holdfast.backends.s3;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Whatever somebody makes of the table of providers.
class ProviderTableFuzzTest {
    @FuzzTest
    void parse(byte[] input) {
        ProviderTable table;
        try {
            table = ProviderTable.parse(new String(input, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            assertThat(e).hasMessageStartingWith("providers.txt:").hasMessageNotContaining("\n");
            return;
        }
        assertThat(table.names()).doesNotHaveDuplicates();
        for (String name : table.names()) {
            Provider provider = table.named(name).orElseThrow();
            provider.regions().forEach(region -> isConsistent(provider, region));
        }
        assertThat(table.ofHost("s3.nowhere.example.com").map(Provider::name)).isNotNull();
    }

    /// The host of a region is the provider's, and stands for that region unless another pattern takes it first.
    private static void isConsistent(Provider provider, String region) {
        Optional<String> host = provider.hostOf(region);
        if (host.isPresent() && region.matches("[a-z0-9-]+")) {
            assertThat(provider.hasHost(host.get()))
                    .as("%s of %s", host, provider.name())
                    .isTrue();
        }
    }
}
