package dev.softservice.manifest.policy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;

/**
 * What a branch asks of each change that is to land on it. A pull request follows the policy of the branch that it
 * targets, never its own.
 *
 * @param approvals how many people other than the author have to approve the newest version
 * @param owners    whose approval changes of some paths need beyond that
 * @param requested whether a review that asks for changes stops a merge
 * @param level     the rung that runs have to reach; empty: what the manifest or the stable release asks for
 * @param strangers whether the code of people without a role waits for a maintainer before it runs
 * @param loosen    who may say that less checking, or another policy, is meant
 * @param override  who may set a rule aside for one version of a pull request, with a reason
 * @param merge     how a pull request becomes a commit of the branch
 * @param users     whether it stops a merge that something which uses the distro does not work with the change
 */
public record Policy(
        int approvals,
        List<Owners> owners,
        Weight requested,
        OptionalInt level,
        Strangers strangers,
        People loosen,
        People override,
        Method merge,
        Weight users) {
    /** Where it stands in a repository. */
    public static final String FILE = ".softservice/policy.yaml";

    /** What holds where there is no file. */
    public static final Policy DEFAULT = new Policy(
            0,
            List.of(),
            Weight.BLOCK,
            OptionalInt.empty(),
            Strangers.WAIT,
            People.MAINTAINERS,
            People.MAINTAINERS,
            Method.MERGE,
            Weight.INFORM);

    public Policy {
        owners = List.copyOf(owners);
    }

    /** What comes of something that speaks against a merge. */
    public enum Weight {
        BLOCK,
        INFORM
    }

    public enum Strangers {
        WAIT,
        RUN
    }

    public enum Method {
        /** A merge commit with both sides as parents. */
        MERGE,
        /** One commit with all changes. */
        SQUASH,
        /** Each commit of the pull request again, on top of the branch. */
        REBASE
    }

    /**
     * People by the names of their accounts.
     *
     * @param names empty: every maintainer; an empty list: nobody
     */
    public record People(Optional<List<String>> names) {
        public static final People MAINTAINERS = new People(Optional.empty());

        public People {
            names = names.map(List::copyOf);
        }

        /** {@code maintainer}: whether the account maintains the repository; an account that is named has to, too. */
        public boolean allow(String account, boolean maintainer) {
            return maintainer && names.map(named -> named.contains(account)).orElse(true);
        }

        /** As the subject of a sentence, such as {@code a maintainer}, {@code ann or bob}, {@code nobody}. */
        public String text() {
            return names.map(named -> named.isEmpty() ? "nobody" : String.join(" or ", named))
                    .orElse("a maintainer");
        }
    }

    /**
     * The people who answer for some paths.
     *
     * @param paths  patterns as in {@code .gitignore}
     * @param people any of them
     * @param count  how many of them have to approve a change of such a path
     */
    public record Owners(List<String> paths, List<String> people, int count) {
        public Owners {
            paths = List.copyOf(paths);
            people = List.copyOf(people);
        }
    }

    /** One sentence for each setting that {@code after} has otherwise, such as {@code changes approvals.count from 2 to 1}. */
    public List<String> changesTo(Policy after) {
        var before = settings();
        var then = after.settings();
        var keys = new TreeSet<>(before.keySet());
        keys.addAll(then.keySet());
        var changes = new ArrayList<String>();
        for (var key : keys) {
            var was = before.getOrDefault(key, "nothing");
            var is = then.getOrDefault(key, "nothing");
            if (!was.equals(is)) changes.add("changes " + key + " from " + was + " to " + is);
        }
        return List.copyOf(changes);
    }

    /** Every setting by its key in the file, as one word or line. */
    public Map<String, String> settings() {
        var settings = new LinkedHashMap<String, String>();
        settings.put("approvals.count", String.valueOf(approvals));
        for (var owner : owners)
            settings.merge(
                    "approvals.owners of " + String.join(", ", owner.paths()),
                    owner.count() + " of " + String.join(", ", owner.people()),
                    (one, other) -> one + " and " + other);
        settings.put("requested-changes", word(requested));
        settings.put("level", level.isPresent() ? String.valueOf(level.getAsInt()) : "the distro's own");
        settings.put("strangers", word(strangers));
        settings.put("loosening", loosen.text());
        settings.put("overrides", override.text());
        settings.put("merge", word(merge));
        settings.put("users", word(users));
        return settings;
    }

    /** As it stands in the file. */
    static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
