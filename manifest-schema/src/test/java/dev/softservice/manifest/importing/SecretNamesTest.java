package dev.softservice.manifest.importing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.manifest.importing.SecretNames.Kind;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecretNamesTest {
    @ParameterizedTest
    @CsvSource({
        "DB_PASSWORD, OWN",
        "POSTGRES_PASSWORD, OWN",
        "MYSQL_ROOT_PASSWORD, OWN",
        "LDAP_ADMIN_PASSWORD, OWN",
        "SECRET_KEY, OWN",
        "SECRET_KEY_BASE, OWN",
        "JWT_SECRET, OWN",
        "APP_KEY, OWN",
        "ADMIN_TOKEN, OWN",
        "PASSWORD_SALT, OWN",
        "DBPASS, OWN",
        "SMTP_PASSWORD, OTHERS",
        "GOOGLE_CLIENT_SECRET, OTHERS",
        "OPENAI_API_KEY, OTHERS",
        "OPENAI_APIKEY, OTHERS",
        "TELEGRAM_BOT_TOKEN, OTHERS",
        "AWS_SECRET_ACCESS_KEY, OTHERS",
        "S3_ACCESS_KEY, OTHERS",
        "LICENSE_KEY, OTHERS",
        "VAPID_PRIVATE_KEY, OTHERS",
        "TUNNEL_TOKEN, OTHERS",
        "OIDC_CLIENT_SECRET, OTHERS",
        "TAILSCALE_AUTHKEY, OTHERS",
        "TS_AUTHKEY, OTHERS",
        "APP_ENCRYPTION_KEY_BASE64, OWN",
        "APP_PRIVATE_SMTP_TRANSPORT, NONE",
        "PASSWORD_LOGIN, NONE",
        "TOKEN_EXPIRE_MINUTES, NONE",
        "PRIVATE_MODE, NONE",
        "SECRETS_DIR, NONE",
        "KEY_FILE, NONE",
        "PASSWORD_MIN_LENGTH, NONE",
        "SSH_PUBLIC_KEY, NONE",
        "RECAPTCHA_SITE_KEY, NONE",
        "MYSQL_ALLOW_EMPTY_PASSWORD, NONE",
        "MYSQL_RANDOM_ROOT_PASSWORD, NONE",
        "REQUIRE_PASSWORD, NONE",
        "ENABLE_TOKEN, NONE",
        "NO_PASSWORD, NONE",
        "RESET_PASSWORD, NONE",
        "RESET_TOKEN_SECRET, OWN",
        "PWD, NONE",
        "HOST_PWD, NONE",
        "DB_PWD, OWN",
        "RANDOM_SEED, OTHERS",
        "APP_SEED, OWN",
        "COMPASS, NONE",
        "MONKEY, NONE",
        "___, NONE"
    })
    void onlyTheLastWordNamesASecretAndOnlyTheServicesOwnIsMadeUp(String variable, Kind kind) {
        assertThat(SecretNames.of(variable, false)).isEqualTo(kind);
    }

    @ParameterizedTest
    @CsvSource({"AGENT_TOKEN, OWN", "PEERING_KEY, OWN", "SMTP_PASSWORD, OTHERS", "STRIPE_API_KEY, OTHERS"})
    void aTokenThatTwoServicesShareIsTheirOwnUnlessSomebodyElseGivesItOut(String variable, Kind kind) {
        assertThat(SecretNames.of(variable, true)).isEqualTo(kind);
    }
}
