package dev.softservice.runner.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class VariablesTest {
    private final Variables variables = new Variables(name -> "secret of " + name);

    @Test
    void noTwoHaveOneNameWhateverTheyAreFor() {
        var secret = variables.secret("db", "pass");
        assertThat(variables.named("db-pass", "8080"))
                .isEqualTo("${DB_PASS_2}")
                .isEqualTo(variables.named("db-pass", "8080"));
        assertThat(variables.environmentFile("p", variables.referring(secret) + " ${DB_PASS_2}", Map.of()))
                .contains("DB_PASS='secret of DB_PASS'\n", "DB_PASS_2=8080\n");
    }

    @Test
    void onlyMarksAreReplacedAndNotWhatIsWrittenLikeAParameter() {
        variables.named("port", "8080");
        assertThat(variables.referring("--listen=port --cost=5$")).isEqualTo("--listen=port --cost=5$$");
        assertThat(variables.plain("--listen=port")).isEqualTo("--listen=port");
    }
}
