package dev.softservice.server.app;

import dev.softservice.server.tls.Acme;
import dev.softservice.server.web.TlsFiles;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Whether the hub speaks TLS itself, and where its certificate comes from. */
final class TlsOptions {
    private static final Pattern DOMAIN =
            Pattern.compile("(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*");

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--tls-cert",
            paramLabel = "FILE",
            defaultValue = "${env:SOFTSERVICE_TLS_CERT:-}",
            description = "Speak TLS with this certificate, in PEM with those between it and an authority; read again"
                    + " when it has changed. $SOFTSERVICE_TLS_CERT")
    private String certificate = "";

    @Option(
            names = "--tls-key",
            paramLabel = "FILE",
            defaultValue = "${env:SOFTSERVICE_TLS_KEY:-}",
            description = "The certificate's key, in PEM without a password. $SOFTSERVICE_TLS_KEY")
    private String key = "";

    @Option(
            names = "--acme-domain",
            paramLabel = "NAME",
            split = ",",
            defaultValue = "${env:SOFTSERVICE_ACME_DOMAINS:-}",
            description = "Speak TLS with a certificate for this name, which the hub gets and renews by itself; you"
                    + " agree to the authority's terms. May be repeated. $SOFTSERVICE_ACME_DOMAINS, comma-separated")
    private List<String> domains = List.of();

    @Option(
            names = "--acme-directory",
            paramLabel = "URL",
            defaultValue = "${env:SOFTSERVICE_ACME_DIRECTORY:-}",
            description = "The authority, by its ACME directory. $SOFTSERVICE_ACME_DIRECTORY, default: Let's Encrypt")
    private String directory = "";

    @Option(
            names = "--acme-authority",
            paramLabel = "FILE",
            defaultValue = "${env:SOFTSERVICE_ACME_AUTHORITY:-}",
            description = "Certificates in PEM that an authority of your own network is believed by."
                    + " $SOFTSERVICE_ACME_AUTHORITY, default: those that Java knows")
    private String authority = "";

    @Option(
            names = "--acme-mail",
            paramLabel = "ADDRESS",
            defaultValue = "${env:SOFTSERVICE_ACME_MAIL:-}",
            description = "Where the authority writes to. $SOFTSERVICE_ACME_MAIL, default: nowhere")
    private String mail = "";

    @Option(
            names = "--acme-port",
            paramLabel = "N",
            defaultValue = "${env:SOFTSERVICE_ACME_PORT:-80}",
            description = "Port for plain HTTP, where the authority asks and others are sent to HTTPS."
                    + " $SOFTSERVICE_ACME_PORT, default: 80")
    private int port;

    Optional<Acme> acme() {
        var names = DataOptions.list(domains);
        if (names.isEmpty()) {
            if (!directory.isBlank() || !authority.isBlank() || !mail.isBlank())
                throw wrong("--acme-directory, --acme-authority and --acme-mail need --acme-domain NAME");
            return Optional.empty();
        }
        for (var name : names)
            if (!DOMAIN.matcher(name).matches())
                throw wrong("--acme-domain must be a host's name in lower case, such as hub.example.org, not " + name);
        if (!certificate.isEmpty() || !key.isEmpty())
            throw wrong("--tls-cert and --acme-domain are two ways to a certificate: give one of them");
        if (port < 1 || port > 65_535) throw wrong("--acme-port must be 1 to 65535, not " + port);
        return Optional.of(new Acme(
                names,
                DataOptions.given(directory).map(this::address).orElse(Acme.LETS_ENCRYPT),
                DataOptions.given(authority).map(Path::of),
                DataOptions.given(mail),
                port));
    }

    private URI address(String text) {
        try {
            var address = URI.create(text);
            if ("https".equals(address.getScheme()) && address.getHost() != null) return address;
        } catch (IllegalArgumentException malformed) {
            // Said below, in our words.
        }
        throw wrong("--acme-directory must be https://HOST/PATH, not " + text);
    }

    Optional<TlsFiles> files() {
        if (certificate.isEmpty() && key.isEmpty()) return Optional.empty();
        if (certificate.isEmpty() || key.isEmpty()) throw wrong("--tls-cert and --tls-key belong together: give both");
        return Optional.of(new TlsFiles(Path.of(certificate), Path.of(key)));
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
