package dev.softservice.server.review;

import dev.softservice.server.account.Account;
import dev.softservice.server.core.Refusal;
import dev.softservice.server.pull.PullRequest;
import dev.softservice.server.pull.Pulls;
import dev.softservice.server.pull.Versions;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.run.Run;
import dev.softservice.server.run.Runs;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Does what the first lines of a comment ask for: the same as the buttons do, for those who may press them. */
public final class Commands {
    private static final Pattern LINE = Pattern.compile("/([a-z][a-z-]*)(?:[ \\t]+(level[ \\t]+\\d|\\S+))?[ \\t]*");
    private static final Pattern LEVEL = Pattern.compile("level[ \\t]+(\\d)");
    private static final Pattern VERSION = Pattern.compile("v?([1-9]\\d{0,8})");
    private static final int MOST = 5;
    private static final int LONGEST_ANSWER = 500;

    /** One command. {@code word} is empty where nothing follows it, and two words where that is a level. */
    record Asked(String name, String word) {}

    private final Pulls pulls;
    private final Versions versions;
    private final Runs runs;

    public Commands(Pulls pulls, Versions versions, Runs runs) {
        this.pulls = pulls;
        this.versions = versions;
        this.runs = runs;
    }

    /** The lines that a comment begins with, as far as they look like commands. */
    static List<Asked> asked(String body) {
        return body.lines()
                .map(LINE::matcher)
                .takeWhile(java.util.regex.Matcher::matches)
                .limit(MOST)
                .map(line -> new Asked(line.group(1), line.group(2) == null ? "" : line.group(2)))
                .toList();
    }

    /** One line for each command that says what came of it. */
    String follow(HostedRepository repository, PullRequest pull, List<Asked> commands, Account by) {
        return commands.stream()
                .map(command -> "/" + command.name() + ": " + answer(repository, pull, command, by))
                .collect(Collectors.joining("\n"));
    }

    private String answer(HostedRepository repository, PullRequest pull, Asked command, Account by) {
        try {
            var done = done(repository, pull, command, by);
            return done.length() <= LONGEST_ANSWER ? done : done.substring(0, LONGEST_ANSWER) + "…";
        } catch (Refusal refused) {
            return "not done: " + refused.getMessage().lines().findFirst().orElse("");
        }
    }

    private String done(HostedRepository repository, PullRequest pull, Asked command, Account by) {
        return switch (command.name()) {
            case "retest" -> retested(repository, pull.number(), command.word(), by);
            case "merge" -> merged(repository, pull, by);
            case "cancel" -> cancelled(repository, pull.number(), by);
            case "approve-run" -> letRun(repository, pull, command.word(), by);
            default -> "no such command; there are /retest, /merge, /cancel and /approve-run";
        };
    }

    private String retested(HostedRepository repository, int number, String word, Account by) {
        pulls.retest(repository, number, level(word), by);
        return "it is tested by run " + run(repository, number).id();
    }

    private static OptionalInt level(String word) {
        if (word.isEmpty()) return OptionalInt.empty();
        var level = LEVEL.matcher(word);
        if (!level.matches()) throw Refusal.invalid("say /retest, or how far: /retest level 6");
        return OptionalInt.of(Integer.parseInt(level.group(1)));
    }

    private Run run(HostedRepository repository, int number) {
        return pulls.run(repository, number)
                .orElseThrow(() -> Refusal.conflict("pull request #" + number + " has no run"));
    }

    private String merged(HostedRepository repository, PullRequest pull, Account by) {
        var now = pulls.mergeWhenVerified(repository, pull.number(), by);
        return now.landedSha()
                .map(commit -> "merged as " + commit.name().substring(0, 10))
                .orElseGet(() -> "it merges by itself once it is verified; now: "
                        + pulls.mergeability(now).reason());
    }

    private String cancelled(HostedRepository repository, int number, Account by) {
        var run = runs.cancel(run(repository, number).id(), by);
        return "run " + run.id() + " is cancelled";
    }

    /** An approval names what was looked at; somebody may have pushed while the comment was written. */
    private String letRun(HostedRepository repository, PullRequest pull, String word, Account by) {
        var version = VERSION.matcher(word);
        if (!version.matches())
            throw Refusal.invalid("name the version that you looked at: /approve-run v"
                    + versions.list(pull).getLast().number());
        var looked = versions.require(pull, Integer.parseInt(version.group(1)));
        pulls.approve(repository, pull.number(), looked.head(), by);
        return "version " + looked.number() + " may run";
    }
}
