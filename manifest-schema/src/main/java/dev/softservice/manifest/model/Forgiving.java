package dev.softservice.manifest.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Programs that end with 0 whatever fails, because they are told so, or because they are told to run nothing. Each option is read from the program's own manual. A report that such a
 * program writes is worth as much as any; its exit code tells nothing.
 */
final class Forgiving {
    /** Behind a launcher such as {@code npx}, {@code bundle exec}, {@code python3 -m}. */
    private static final int FARTHEST = 4;

    private static final String DRY = "--dry-run";
    private static final Map<String, Pattern> OPTIONS = Map.ofEntries(
            options("g?make|remake", "-[bBdeikrRsSw]*[in][bBdeiknrRsSw]*|--ignore-errors|--just-print|--recon|" + DRY),
            options(
                    "mvnw?|mvnd",
                    "-Dmaven\\.test\\.(?:failure\\.ignore|skip)(?:=true)?|-DskipTests(?:=true)?|-fn|--fail-never"),
            options("go", "-c|-list(?:[ =]\\S+)?"),
            options("cargo", "--no-run"),
            options("dotnet", "--list-tests"),
            options("gradlew?", "-m|" + DRY),
            options("pytest|py\\.test|nosetests", "--co|--collect-only|--setup-plan|--fixtures|--markers"),
            options("robot|pabot", "--nostatusrc|--NoStatusRC|--dryrun"),
            options("rspec", "--failure-exit-code[ =]0|" + DRY),
            options("cucumber|cucumber-js|behave|behat|mocha|ginkgo", DRY),
            options("mix", "--exit-status[ =]0"),
            options("codecept|codeception", "--no-exit"),
            options("newman", "--suppress-exit-code|-x"),
            options("phpunit|pest|paratest", "--list-(?:tests|suites|groups)"),
            options("jest", "--listTests|--showConfig"),
            options("playwright", "--list"),
            options("ctest", "-N|--show-only\\S*"),
            options("prove", "-D|--dry"),
            options("tox", "--notest"),
            options("bats", "--count"),
            options("pylint|flake8|ruff|bandit", "--exit-zero"),
            options("golangci-lint", "--issues-exit-code[ =]0"),
            options("hadolint", "--no-fail"),
            // What it runs for one file after another counts for nothing; with + it does.
            options("find", "-(?:exec|execdir|ok|okdir) (?:(?!\\+)\\S+ )+\\\\?;"));

    private Forgiving() {}

    private static Map.Entry<String, Pattern> options(String programs, String options) {
        return Map.entry(programs, Pattern.compile("(?:^| )(" + options + ")(?= |$)"));
    }

    /** The option by which it forgives all; empty: it may fail. */
    static Optional<String> option(List<String> words) {
        for (int at = 0; at < Math.min(FARTHEST, words.size()); at++) {
            var program = IdleCommand.name(words.get(at));
            var rest = String.join(" ", words.subList(at + 1, words.size()));
            var found = OPTIONS.entrySet().stream()
                    .filter(tool -> program.matches(tool.getKey()))
                    .map(tool -> tool.getValue().matcher(rest))
                    .filter(matcher -> matcher.find())
                    .map(matcher -> matcher.group(1).replaceFirst(" .*", ""))
                    .findFirst();
            if (found.isPresent()) return found;
        }
        return Optional.empty();
    }
}
