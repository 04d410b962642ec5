package dev.softservice.server.app;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.softservice.runner.docker.DockerEngine;
import dev.softservice.runner.evidence.KeyDelegation;
import dev.softservice.runner.evidence.StableStatement;
import dev.softservice.runner.install.InstallRefusal;
import dev.softservice.runner.install.MirrorBundle;
import dev.softservice.server.account.Account;
import dev.softservice.server.core.Refusal;
import dev.softservice.server.git.GitLimits;
import dev.softservice.server.git.RefImport;
import dev.softservice.server.repo.RepositoryName;
import dev.softservice.server.run.LateVerifier;
import dev.softservice.server.start.BundleImport;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Takes over a release of another hub from a bundle, on the data of a hub that is stopped. */
final class CopyImport {
    private final Config config;

    /** @param config nothing of it listens or runs */
    CopyImport(Config config) {
        this.config = config;
    }

    /** What is not acceptable is a {@link Refusal}. */
    BundleImport.Done bringIn(Path file, MirrorBundle.Trust trust, boolean isPrivate) {
        var data = config.storage().data();
        if (DataFolder.isTaken(data))
            throw Refusal.conflict(
                    "data folder " + data + ": a hub runs on it; stop it, import the bundle, and start" + " it again");
        var clock = Clock.systemUTC();
        try (var app = App.open(config, clock, place -> new LateVerifier(DockerEngine::forStrangers, clock, place));
                var bundle = MirrorBundle.open(
                        file, trust, repository -> believed(app, repository), data.resolve("bundle"), clock)) {
            var refs = RefImport.ofReleases(
                    app.git(), GitLimits.of(config.incoming().quarantine()));
            return new BundleImport(app.git(), app.repositories(), app.images(), refs)
                    .bringIn(bundle, isPrivate, Account.HUB);
        } catch (InstallRefusal refused) {
            throw Refusal.invalid(refused.getMessage());
        }
    }

    /** What this hub shows already of the other hub's words. */
    private static Map<String, byte[]> believed(App app, String repository) {
        var words = new HashMap<String, byte[]>();
        var name = RepositoryName.read(repository);
        if (app.repositories().find(name).isPresent()) {
            for (var ref : List.of(StableStatement.REF, KeyDelegation.REF))
                app.git().content(name, ref, StableStatement.LARGEST).ifPresent(word -> words.put(ref, word));
        }
        return words;
    }

    static String text(BundleImport.Done done) {
        var others = done.repositories().subList(1, done.repositories().size());
        return "imported %s %s of %s: %d %s%s\nits users give the key of that hub: softservice install … --key FILE\n"
                .formatted(
                        done.repositories().getFirst(),
                        done.version(),
                        done.address(),
                        done.images(),
                        done.images() == 1 ? "image" : "images",
                        others.isEmpty() ? "" : ", with " + String.join(", ", others));
    }

    static String json(BundleImport.Done done) {
        var json = new JsonMapper()
                .createObjectNode()
                .put("address", done.address())
                .put("version", done.version())
                .put("images", done.images());
        done.repositories().forEach(json.putArray("repositories")::add);
        return json + "\n";
    }
}
