package dev.softservice.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CredentialsTest {
    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "git:T,             T",
                "x-access-token:T,  T",
                "oauth2:T,          T",
                "T:x-oauth-basic,   T",
                "T:,                T",
                "T,                 none",
                ":,                 none",
                ":T,                T"
            })
    void theTokenIsFoundWhereGitsUsersPutIt(String pair, String token) {
        var basic = "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
        assertThat(Credentials.token(basic)).isEqualTo(Optional.ofNullable(token));
    }

    @ParameterizedTest
    @CsvSource({"Bearer T", "bearer T", "token T", "Token  T"})
    void aHeaderMayNameTheTokenAlone(String header) {
        assertThat(Credentials.token(header)).contains("T");
    }
}
