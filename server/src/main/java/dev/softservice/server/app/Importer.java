package dev.softservice.server.app;

import dev.softservice.server.account.Account;
import dev.softservice.server.account.Accounts;
import dev.softservice.server.account.Role;
import dev.softservice.server.core.Refusal;
import dev.softservice.server.forge.RemoteSource;
import dev.softservice.server.git.GitLimits;
import dev.softservice.server.git.LocalSource;
import dev.softservice.server.git.RefImport;
import dev.softservice.server.repo.RepositoryName;
import dev.softservice.server.start.RepositoryImport;
import dev.softservice.server.web.Text;
import dev.softservice.webhooks.Secret;
import dev.softservice.webhooks.http.GuardedHttp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** Does what an {@link ImportRequest} asks for, on a hub that runs or on the data of one that is stopped. One at a time. */
final class Importer {
    private static final String USER = "token";

    private final App app;
    private final Config.Incoming incoming;

    Importer(App app, Config.Incoming incoming) {
        this.app = app;
        this.incoming = incoming;
    }

    /** What is not acceptable is a {@link Refusal}, and then nothing is brought in. */
    synchronized RepositoryImport.Done bringIn(ImportRequest request) {
        var name = RepositoryName.read(request.name());
        try (var http = new GuardedHttp(Frontend.rules(incoming));
                var from = from(request, http)) {
            var imports = new RepositoryImport(
                    new RepositoryImport.Places(app.repositories(), app.imports(), app.git(), app.proposals()),
                    new RefImport(app.git(), GitLimits.of(incoming.quarantine())));
            return imports.bringIn(
                    new RepositoryImport.Wish(name, shown(request), from, request.isPrivate()), account(request));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** What a page may say of where it stood: nothing of how the machine's folders are called. */
    private static String shown(ImportRequest request) {
        return Text.line(
                "SOURCE",
                request.isAddress()
                        ? request.source()
                        : "the folder " + Path.of(request.source()).getFileName(),
                500);
    }

    private RefImport.Source from(ImportRequest request, GuardedHttp http) {
        if (!request.isAddress()) return LocalSource.of(Path.of(request.source()));
        var login = request.login()
                .map(text -> text.split(":", 2))
                .map(parts -> new RemoteSource.Login(
                        parts.length == 1 ? USER : parts[0], new Secret(parts[parts.length - 1])));
        return new RemoteSource(
                http, Text.address("SOURCE", request.source(), http::objection), login, incoming.quarantine());
    }

    /** The operator at the machine may do everything; what is made belongs to the account that was named. */
    private Account account(ImportRequest request) {
        return request.owner()
                .map(text -> app.accounts().known(Account.HUB).stream()
                        .map(Accounts.Known::account)
                        .filter(known -> known.name().equals(text))
                        .findFirst()
                        .orElseThrow(() -> Refusal.notFound("no account " + text + " here"))
                        .as(Role.ADMIN))
                .orElse(Account.HUB);
    }
}
