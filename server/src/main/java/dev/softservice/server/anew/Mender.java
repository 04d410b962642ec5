package dev.softservice.server.anew;

import dev.softservice.server.account.Account;
import dev.softservice.server.core.BranchName;
import dev.softservice.server.git.GitReader;
import dev.softservice.server.git.GitStore;
import dev.softservice.server.git.PushConsequences;
import dev.softservice.server.pull.Elsewhere;
import dev.softservice.server.pull.Pulls;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.repo.Repositories;
import dev.softservice.server.repo.RepositoryName;
import dev.softservice.server.run.Run;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.PersonIdent;

/** Opens a pull request where images are pinned to digests and their tags stand for newer ones. It is verified and merged as any other. */
public final class Mender {
    private static final String TOPIC = "newer-bases";
    private static final Pattern NAMES =
            Pattern.compile("softservice\\.yaml|.*compose.*\\.ya?ml|(?:.*\\.)?(?:Dockerfile|Containerfile)(?:\\..*)?");
    private static final int LARGEST = 1 << 20;
    private static final int MOST_FOLDERS = 500;
    private static final int MOST_FILES = 200;
    private static final int MOST_IMAGES = 20;
    private static final int PULLS = 100;

    private final Repositories repositories;
    private final GitStore git;
    private final GitReader reader;
    private final Opened opened;
    private final Bases bases;
    private final Clock clock;

    /** Where pull requests are opened, and which there are. */
    public record Opened(PushConsequences proposals, Pulls pulls, Elsewhere.Known forges) {}

    public Mender(Repositories repositories, GitStore git, Opened opened, Bases bases, Clock clock) {
        this.repositories = repositories;
        this.git = git;
        this.reader = new GitReader(git);
        this.opened = opened;
        this.bases = bases;
        this.clock = clock;
    }

    /** The number of the pull request; empty where there is nothing to mend, or it was proposed before, or the repository mirrors one elsewhere. */
    Optional<Integer> mend(Check check, Run run) {
        var repository = repositories.byId(check.repository());
        if (repository.isAtRest()) return Optional.empty();
        if (opened.forges().mirrored(repository.id()).isPresent()) return Optional.empty();
        var tip = reader.resolve(repository.name(), BranchName.MAIN.ref());
        if (tip.isEmpty()) return Optional.empty();
        var files = files(repository.name(), tip.get());
        var newer = newer(files);
        if (newer.isEmpty()) return Optional.empty();
        var changed = new TreeMap<String, byte[]>();
        files.forEach((path, text) -> {
            var other = Pinned.with(text, newer);
            if (!other.equals(text)) changed.put(path, other.getBytes(StandardCharsets.UTF_8));
        });
        var who = new PersonIdent("Softservice", "hub@localhost", clock.instant(), ZoneOffset.UTC);
        var words = "Use newer images where they are pinned\n\n" + said(check, run, newer);
        var head = git.edited(repository.name(), tip.get(), changed, new GitStore.Words(words, who));
        if (wasProposed(repository, head)) return Optional.empty();
        return switch (opened.proposals()
                .propose(new PushConsequences.Proposal(
                        repository, Account.HUB, BranchName.MAIN, head, Map.of("topic", TOPIC)))) {
            case PushConsequences.Accepted accepted -> Optional.of(accepted.number());
            case PushConsequences.Refused _ -> Optional.empty();
        };
    }

    private static String said(Check check, Run run, Map<String, String> newer) {
        var list = newer.entrySet().stream()
                .map(entry -> "- " + entry.getKey() + " is " + entry.getValue() + " now")
                .collect(Collectors.joining("\n"));
        boolean red = run.verdict().filter(Run.Outcome.FAILED::equals).isPresent();
        return list + "\n\n" + check.tag() + " was verified anew by run " + run.id()
                + (red ? ", and does not pass any more: " + run.reason() : ", and passes as it is.")
                + "\n";
    }

    /** By tagged name, the digest that it stands for now, of those that are pinned to another one. */
    private Map<String, String> newer(Map<String, String> files) {
        var pinned = new LinkedHashMap<String, String>();
        files.values().forEach(text -> pinned.putAll(Pinned.in(text)));
        var newer = new TreeMap<String, String>();
        pinned.entrySet().stream()
                .limit(MOST_IMAGES)
                .forEach(entry -> bases.now(entry.getKey())
                        .map(found -> found.substring(found.indexOf('@') + 1))
                        .filter(digest -> !digest.equals(entry.getValue()))
                        .ifPresent(digest -> newer.put(entry.getKey(), digest)));
        return newer;
    }

    /** A pull request that somebody closed is not opened again. */
    private boolean wasProposed(HostedRepository repository, ObjectId head) {
        var tree = reader.commit(repository.name(), head).tree();
        return opened.pulls().list(repository, Optional.empty(), 0, PULLS).stream()
                .filter(pull -> pull.author().equals(Account.HUB.name()))
                .anyMatch(
                        pull -> reader.commit(repository.name(), pull.headSha().id())
                                .tree()
                                .equals(tree));
    }

    /** The texts of the files that name images, by path. */
    private Map<String, String> files(RepositoryName name, ObjectId commit) {
        var found = new TreeMap<String, String>();
        var folders = new ArrayDeque<String>();
        folders.add("");
        for (int seen = 0; !folders.isEmpty() && seen < MOST_FOLDERS; seen++) {
            var folder = reader.folder(name, commit, folders.remove());
            if (folder.isEmpty()) continue;
            for (var entry : folder.get().entries()) {
                if (entry.type() == GitReader.Type.FOLDER) folders.add(entry.path());
                else if (isFile(entry) && NAMES.matcher(entry.name()).matches() && found.size() < MOST_FILES)
                    reader.file(name, commit, entry.path(), LARGEST)
                            .filter(blob -> !blob.truncated() && !blob.binary() && isUtf8(blob))
                            .ifPresent(blob -> found.put(blob.path(), blob.text()));
            }
        }
        return found;
    }

    private static boolean isFile(GitReader.Entry entry) {
        return entry.type() == GitReader.Type.FILE || entry.type() == GitReader.Type.EXECUTABLE;
    }

    /** Else it would not come back as it was. */
    private static boolean isUtf8(GitReader.Blob blob) {
        return java.util.Arrays.equals(blob.text().getBytes(StandardCharsets.UTF_8), blob.bytes());
    }
}
