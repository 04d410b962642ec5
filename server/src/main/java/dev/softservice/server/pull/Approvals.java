package dev.softservice.server.pull;

import dev.softservice.manifest.policy.Policy;
import dev.softservice.manifest.policy.Policy.Owners;
import dev.softservice.manifest.policy.Policy.Weight;
import dev.softservice.server.pull.Hold.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.jgit.ignore.FastIgnoreRule;

/** Who has to approve a pull request yet, by the policy of its base. Pure. */
final class Approvals {
    private static final int MOST_NAMED = 5;

    /**
     * What is known about a pull request.
     *
     * @param newest   the number of its newest version
     * @param involved who wrote or pushed it: their approval is none
     * @param paths    the files that it changes
     */
    record Known(List<Opinion> opinions, int newest, Set<String> involved, List<String> paths) {}

    private Approvals() {}

    static List<Hold> missing(Policy policy, Known known) {
        var holds = new ArrayList<Hold>();
        requested(policy, known).ifPresent(holds::add);
        var approved = known.opinions().stream()
                .filter(opinion -> opinion.approves() && opinion.version() == known.newest())
                .map(Opinion::by)
                .filter(name -> !known.involved().contains(name))
                .collect(Collectors.toSet());
        if (approved.size() < policy.approvals())
            holds.add(new Hold(
                    Kind.APPROVALS,
                    "needs " + count(policy.approvals(), "approval") + " of its newest version by people other than"
                            + " its author, and has "
                            + (approved.isEmpty() ? "none" : approved.size() + ": " + named(approved))));
        policy.owners().stream()
                .flatMap(owners -> owners(owners, known, approved).stream())
                .forEach(holds::add);
        return List.copyOf(holds);
    }

    private static Optional<Hold> requested(Policy policy, Known known) {
        if (policy.requested() == Weight.INFORM) return Optional.empty();
        var asking = known.opinions().stream()
                .filter(opinion -> !opinion.approves())
                .map(Opinion::by)
                .collect(Collectors.toSet());
        return asking.isEmpty()
                ? Optional.empty()
                : Optional.of(new Hold(
                        Kind.REQUESTED_CHANGES,
                        "waits for changes that " + named(asking) + " asked for: until "
                                + "they approve it or take that back, or a maintainer dismisses the review"));
    }

    private static Optional<Hold> owners(Owners owners, Known known, Set<String> approved) {
        var rules = owners.paths().stream().map(FastIgnoreRule::new).toList();
        var touched =
                known.paths().stream().filter(path -> matches(rules, path)).findFirst();
        if (touched.isEmpty()) return Optional.empty();
        long have = owners.people().stream()
                .distinct()
                .filter(name -> approved.contains(name) || known.involved().contains(name))
                .count();
        if (have >= owners.count()) return Optional.empty();
        return Optional.of(new Hold(
                Kind.OWNERS,
                "changes " + touched.get() + ", for which " + String.join(" or ", owners.people())
                        + " answer: it needs " + count(owners.count(), "approval") + " of theirs, and has "
                        + (have == 0 ? "none" : String.valueOf(have))));
    }

    /** A pattern that names a folder stands for all that is in it. */
    private static boolean matches(List<FastIgnoreRule> rules, String path) {
        for (int end = path.indexOf('/'); end >= 0; end = path.indexOf('/', end + 1)) {
            var folder = path.substring(0, end);
            if (rules.stream().anyMatch(rule -> rule.isMatch(folder, true))) return true;
        }
        return rules.stream().anyMatch(rule -> rule.isMatch(path, false));
    }

    private static String named(Set<String> names) {
        var sorted = names.stream().sorted().toList();
        return String.join(", ", sorted.subList(0, Math.min(MOST_NAMED, sorted.size())))
                + (sorted.size() > MOST_NAMED ? " and " + (sorted.size() - MOST_NAMED) + " more" : "");
    }

    private static String count(int number, String word) {
        return number + " " + word + (number == 1 ? "" : "s");
    }
}
