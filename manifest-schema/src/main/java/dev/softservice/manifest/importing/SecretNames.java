package dev.softservice.manifest.importing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Tells by its name whether a variable holds a secret, and whose. */
final class SecretNames {
    /** A secret by its last word. */
    private static final Set<String> LAST = Set.of(
            "PASS",
            "PASSWD",
            "PASSWORD",
            "PASSPHRASE",
            "PW",
            "PWD",
            "SECRET",
            "SECRETS",
            "TOKEN",
            "SALT",
            "SEED",
            "KEY",
            "KEYS",
            "CREDENTIAL",
            "CREDENTIALS",
            "PEPPER");
    /** Words grown together: {@code MYSQL_ROOTPASSWORD}, {@code DBPASS}, {@code APIKEY}. */
    private static final Pattern GROWN_TOGETHER =
            Pattern.compile(".*((DB|SQL|USER|ROOT|ADMIN|MAIL)PASS|PASSWD|PASSWORD|SECRET|TOKEN"
                    + "|(API|SECRET|AUTH|ACCESS|PRIVATE|ENCRYPTION|SIGNING|MASTER|APP|LICENSE)KEY)");
    /** How a secret is written, behind what it is. */
    private static final Set<String> WRITTEN = Set.of("BASE64", "B64", "HEX");

    /** Whether there has to be a secret: names of switches, which only end with its word. */
    private static final Set<String> SWITCHES = Set.of(
            "ALLOW",
            "ENABLE",
            "DISABLE",
            "REQUIRE",
            "REQUIRED",
            "USE",
            "NO",
            "SHOW",
            "HIDE",
            "SKIP",
            "FORCE",
            "GENERATE",
            "IS",
            "HAS");
    /** What is done with a password. */
    private static final Set<String> DONE_WITH_PASSWORDS =
            Set.of("RESET", "FORGOT", "CHANGE", "RANDOM", "VERIFY", "CHECK", "EXPIRE", "MIN", "MAX");

    private static final Set<String> KEYS_OF_ALL = Set.of("PUBLIC", "SITE", "PUB", "PUBLISHABLE", "SSH");
    /** Other people's services, whose credentials they alone give out. */
    private static final Set<String> OTHERS = Set.of(
            "SMTP",
            "MAIL",
            "MAILER",
            "EMAIL",
            "IMAP",
            "POP3",
            "MAILGUN",
            "SENDGRID",
            "POSTMARK",
            "MAILJET",
            "MAILCHIMP",
            "BREVO",
            "SES",
            "SNS",
            "AWS",
            "S3",
            "AZURE",
            "GCP",
            "GCS",
            "GOOGLE",
            "GMAIL",
            "GITHUB",
            "BITBUCKET",
            "FACEBOOK",
            "TWITTER",
            "LINKEDIN",
            "MICROSOFT",
            "APPLE",
            "DISCORD",
            "SLACK",
            "TELEGRAM",
            "WHATSAPP",
            "STRIPE",
            "PAYPAL",
            "SQUARE",
            "TWILIO",
            "VONAGE",
            "OPENAI",
            "ANTHROPIC",
            "CLAUDE",
            "GEMINI",
            "MISTRAL",
            "COHERE",
            "GROQ",
            "DEEPSEEK",
            "OPENROUTER",
            "HUGGINGFACE",
            "HF",
            "OAUTH",
            "OAUTH2",
            "OIDC",
            "OPENID",
            "SSO",
            "SAML",
            "LDAP",
            "AUTH0",
            "OKTA",
            "CLIENT",
            "API",
            "APIKEY",
            "LICENSE",
            "LICENCE",
            "BOT",
            "WEBHOOK",
            "RECAPTCHA",
            "HCAPTCHA",
            "CAPTCHA",
            "TURNSTILE",
            "CLOUDFLARE",
            "CF",
            "DUCKDNS",
            "DYNDNS",
            "DDNS",
            "DNS",
            "TUNNEL",
            "NGROK",
            "TAILSCALE",
            "TS",
            "SENTRY",
            "DATADOG",
            "DD",
            "NEWRELIC",
            "MAPBOX",
            "MAXMIND",
            "GEOIP",
            "UNSPLASH",
            "TMDB",
            "SPOTIFY",
            "LASTFM",
            "STEAM",
            "TWITCH",
            "YOUTUBE",
            "IGDB",
            "PROXY",
            "VPN",
            "WIREGUARD",
            "OPENVPN",
            "REGISTRY",
            "DOCKERHUB",
            "BACKBLAZE",
            "B2",
            "WASABI",
            "DROPBOX",
            "VAPID",
            "APNS",
            "FCM",
            "FIREBASE",
            "PUSHOVER",
            "ALGOLIA",
            "REMOTE",
            "EXTERNAL",
            "THIRDPARTY",
            "PRIVATE",
            "NORDVPN",
            "ACME",
            "ZEROSSL");
    /** What makes a key or a token plainly the service's own. */
    private static final Set<String> OWN = Set.of(
            "ADMIN",
            "ROOT",
            "JWT",
            "SESSION",
            "SESSIONS",
            "APP",
            "APPLICATION",
            "ENCRYPTION",
            "ENCRYPT",
            "ENC",
            "CRYPTO",
            "COOKIE",
            "SIGNING",
            "SIGN",
            "SIGNATURE",
            "HASH",
            "CSRF",
            "OTP",
            "SYNC",
            "INTERNAL",
            "MASTER",
            "SECRET",
            "SECURITY",
            "AUTH",
            "MEILI",
            "MEILISEARCH",
            "TYPESENSE",
            "SETUP",
            "INITIAL",
            "DEFAULT",
            "DB",
            "DATABASE");

    /** With these a password is the service's own, whatever else the name says. */
    private static final Set<String> PLAINLY = Set.of("ROOT", "ADMIN", "INITIAL", "DB", "DATABASE");

    private SecretNames() {}

    /** A secret that nobody has to give, since the service alone has to know it, with those beside it. */
    enum Kind {
        OWN,
        OTHERS,
        NONE
    }

    /** @param shared two services of the file take it */
    static Kind of(String variable, boolean shared) {
        var words = Arrays.stream(variable.toUpperCase(Locale.ROOT).split("_+"))
                .filter(word -> !word.isEmpty() && !word.matches("\\d+"))
                .collect(Collectors.toCollection(ArrayList::new));
        if (words.size() > 1 && WRITTEN.contains(words.getLast())) words.removeLast();
        if (words.isEmpty()) return Kind.NONE;
        if (isSwitch(words)) return Kind.NONE;
        // A shell's word for the folder that it is in.
        if (words.equals(List.of("PWD")) || words.equals(List.of("HOST", "PWD"))) return Kind.NONE;
        // SECRET_KEY_BASE is what one framework calls it.
        var last = words.getLast().equals("BASE") && words.contains("SECRET") ? "SECRET" : words.getLast();
        boolean grown = GROWN_TOGETHER.matcher(last).matches();
        if (!LAST.contains(last) && !grown) return Kind.NONE;
        boolean key = last.startsWith("KEY");
        if (key && (words.size() == 1 || words.stream().anyMatch(KEYS_OF_ALL::contains))) return Kind.NONE;
        var before = words.subList(0, words.size() - 1);
        boolean plainly = !key && before.stream().anyMatch(PLAINLY::contains);
        if (!plainly && before.stream().anyMatch(OTHERS::contains) || last.endsWith("APIKEY")) return Kind.OTHERS;
        boolean ambiguous = key
                || last.equals("SEED")
                || last.endsWith("TOKEN")
                || List.of("CREDENTIAL", "CREDENTIALS").contains(last);
        boolean access = before.contains("ACCESS");
        if (ambiguous && (access || before.stream().noneMatch(OWN::contains)))
            return shared && !access ? Kind.OWN : Kind.OTHERS;
        return Kind.OWN;
    }

    private static boolean isSwitch(List<String> words) {
        var before = words.subList(0, words.size() - 1);
        return before.stream().anyMatch(SWITCHES::contains)
                || words.getLast().startsWith("PASS") && before.stream().anyMatch(DONE_WITH_PASSWORDS::contains);
    }
}
