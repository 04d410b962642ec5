package dev.softservice.runner.secret;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import org.junit.jupiter.api.Test;

class SecretsTest {
    private static final byte[] SEED = "a seed".getBytes(StandardCharsets.US_ASCII);

    /** A running database knows its password: another algorithm would lock people out of their data. */
    @Test
    void aDerivedSecretNeverChanges() {
        assertThat(Secrets.derive(SEED, "shop.database\0password"))
                .isEqualTo(Secrets.derive(SEED.clone(), "shop.database\0password"))
                .isEqualTo("WBfZsofrivcLb2XMcniDynZA");
    }

    @Test
    void aDerivedSecretLooksLikeAMadeUpOne() {
        var seen = new HashSet<String>();
        for (int i = 0; i < 2_000; i++) {
            assertThat(Secrets.derive(SEED, "database\0p" + i))
                    .matches("[A-HJ-NP-Za-km-z2-9]{24}")
                    .satisfies(seen::add);
        }
        assertThat(seen).hasSize(2_000);
        assertThat(Secrets.derive("other".getBytes(StandardCharsets.US_ASCII), "database\0p1"))
                .isNotIn(seen);
        assertThat(Secrets.generate()).matches("[A-HJ-NP-Za-km-z2-9]{24}");
        assertThat(seen.stream().flatMapToInt(String::chars).distinct().count())
                .as("every letter is drawn")
                .isEqualTo(57);
    }
}
