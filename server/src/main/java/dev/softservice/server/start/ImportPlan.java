package dev.softservice.server.start;

import dev.softservice.server.core.BranchName;
import dev.softservice.server.core.Refusal;
import dev.softservice.server.core.Sha;
import dev.softservice.server.git.RefImport;
import dev.softservice.server.git.RefNames;
import dev.softservice.server.git.RefPolicy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jgit.lib.ObjectId;

/**
 * Which refs of a repository are taken over, and as what. Pure.
 *
 * @param refs    what is to stand here, by full ref name; {@code main} is among them
 * @param taken   their names there
 * @param renamed what the branch {@code main} is called there, where it is called otherwise
 * @param left    what stays behind, a line each with its reason
 */
record ImportPlan(Map<String, ObjectId> refs, Set<String> taken, Optional<String> renamed, List<String> left) {
    private static final String MAIN = BranchName.MAIN.ref();
    private static final Pattern PULL = Pattern.compile("refs/pull/([1-9][0-9]{0,8})/[^/]+");

    ImportPlan {
        refs = Map.copyOf(refs);
        taken = Set.copyOf(taken);
        left = List.copyOf(left);
    }

    static ImportPlan of(RefImport.Listing there) {
        var main = main(there);
        var refs =
                new HashMap<>(Map.of(MAIN, Objects.requireNonNull(there.refs().get(main))));
        var taken = new HashSet<>(Set.of(main));
        var left = new ArrayList<String>();
        var names = RefNames.none();
        names.add(MAIN);
        for (var ref : new TreeMap<>(there.refs()).entrySet()) {
            if (ref.getKey().equals(main)) continue;
            var objection = objection(ref.getKey(), names);
            if (objection.isPresent()) left.add(ref.getKey() + objection.get());
            else {
                refs.put(ref.getKey(), ref.getValue());
                taken.add(ref.getKey());
            }
        }
        return new ImportPlan(refs, taken, main.equals(MAIN) ? Optional.empty() : Optional.of(main), left);
    }

    /** The branch there that becomes main here. */
    private static String main(RefImport.Listing there) {
        if (there.refs().containsKey(MAIN)) return MAIN;
        return there.defaultBranch()
                .filter(branch -> there.refs().containsKey(branch))
                .orElseThrow(() -> Refusal.invalid(
                        "it has no branch main, and its HEAD names no branch that exists; make one of them there"));
    }

    /** Words that follow the name. */
    private static Optional<String> objection(String ref, RefNames names) {
        if (BranchName.ofRef(ref).filter(RefPolicy::isTheHubs).isPresent())
            return Optional.of(" is moved by the hub only, to what it has released");
        var unfit = RefPolicy.nameProblem(ref);
        if (unfit.isPresent()) return unfit.map(problem -> ": " + problem);
        if (ref.startsWith("refs/pull/"))
            return PULL.matcher(ref).matches() ? Optional.empty() : Optional.of(" is no pull request's");
        return names.add(ref);
    }

    /** The highest number of a pull request; 0: there is none. */
    int lastPull() {
        return refs.keySet().stream()
                .map(PULL::matcher)
                .filter(Matcher::matches)
                .mapToInt(found -> Integer.parseInt(found.group(1)))
                .max()
                .orElse(0);
    }

    /** How many pull requests there are. */
    long pulls() {
        return refs.keySet().stream()
                .map(PULL::matcher)
                .filter(Matcher::matches)
                .map(found -> found.group(1))
                .distinct()
                .count();
    }

    long count(String prefix) {
        return refs.keySet().stream().filter(ref -> ref.startsWith(prefix)).count();
    }

    /** All but main, which is tested at once. */
    Map<String, Sha> unverified() {
        var all = new TreeMap<String, Sha>();
        refs.forEach((ref, id) -> {
            if (!ref.equals(MAIN)) all.put(ref, Sha.of(id));
        });
        return all;
    }
}
