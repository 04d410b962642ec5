package dev.softservice.runner.wire;

import dev.softservice.manifest.composition.Composition;
import dev.softservice.runner.compose.UnreleasedVersion;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The messages but for events. Each call but the first brings the runner's secret in its header {@code Authorization}; those about a lease name its fencing number in their path.
 */
public final class Messages {
    /** Where a hub takes them. */
    public static final String PATH = "/runner/v1";
    /** The signature over the bytes of an {@link End}, an envelope in base64. */
    public static final String SIGNATURE = "Softservice-Signature";
    /** How long a call for a run is held at most where there is none. */
    public static final int LONGEST_WAIT = 25;
    /** After so many seconds without a word of it a runner is given up, and what it had is taken up again. */
    public static final int SILENCE = 30;
    /** The label that says whether a runner takes what strangers wrote; without it, it does. */
    public static final String STRANGERS = "strangers";

    private static final int MOST_LABELS = 32;

    private Messages() {}

    /** The first word of a runner: {@code token} is good once; {@code key} is its public key in OpenSSH's form. */
    public record Register(String token, String name, String key, Machine machine) {
        public Register {
            Objects.requireNonNull(token);
            if (!name.matches("[a-z0-9][a-z0-9.-]{0,62}"))
                throw new IllegalArgumentException("a runner's name is [a-z0-9.-], 1 to 63 characters");
            Objects.requireNonNull(key);
            Objects.requireNonNull(machine);
        }
    }

    /** {@code hub}: the hub's id. */
    public record Registered(long id, String secret, String hub) {}

    /** Where a runner is, and what it can do. */
    public record Machine(String version, Map<String, String> labels, int workers) {
        public Machine {
            Objects.requireNonNull(version);
            if (labels.size() > MOST_LABELS
                    || !labels.entrySet().stream()
                            .allMatch(label -> label.getKey().matches("[a-z0-9][a-z0-9.-]{0,38}")
                                    && label.getValue().matches("[A-Za-z0-9][A-Za-z0-9 .:/_+-]{0,78}")))
                throw new IllegalArgumentException(
                        "labels are at most " + MOST_LABELS + " of the form name=value, [a-z0-9.-] and plain letters");
            if (workers < 1 || workers > 256) throw new IllegalArgumentException("workers: 1 to 256");
            labels = Map.copyOf(labels);
        }
    }

    /**
     * Asks for a run.
     *
     * @param boot    of this start of the runner: what an earlier one had is lost
     * @param free    how many more runs it takes now; with 0 it only says that it is there
     * @param seconds how long the hub may hold the call
     * @param trouble why it takes none, one line for the operator; empty: nothing is wrong
     */
    public record Ask(String boot, Machine machine, int free, int seconds, String trouble) {
        public Ask {
            if (!boot.matches("[0-9a-f]{16}")) throw new IllegalArgumentException("boot: 16 hex digits");
            Objects.requireNonNull(machine);
            if (seconds < 0 || seconds > LONGEST_WAIT) throw new IllegalArgumentException("seconds: 0 to 25");
            if (trouble.length() > 500) throw new IllegalArgumentException("trouble: at most 500 characters");
        }
    }

    /** @param now the hub's clock, milliseconds since the epoch */
    public record Answer(long now, List<Lease> leases) {}

    /**
     * A run to verify.
     *
     * @param id      names the attempt on the engine
     * @param tree    40 hex digits
     * @param hub     the address that names of distros on the hub are completed with
     * @param domain  as {@link dev.softservice.runner.climb.RunRequest.Footprint}, as {@code anew}
     * @param stable  at most one
     */
    public record Lease(
            long fence,
            long run,
            String id,
            String tree,
            int level,
            String hub,
            String domain,
            boolean anew,
            List<StableTree> stable,
            List<UnreleasedVersion> candidates) {
        public Lease {
            if (!id.matches("[a-z0-9-]{1,40}")) throw new IllegalArgumentException("id of an attempt");
            requireTree(tree);
            stable = List.copyOf(stable);
            candidates = List.copyOf(candidates);
        }
    }

    /** As {@link dev.softservice.runner.model.Stable}. */
    public record StableTree(String tag, String commit, String tree, List<Composition.Used> uses, List<String> bases) {
        public StableTree {
            requireTree(tree);
        }
    }

    private static void requireTree(String tree) {
        if (!tree.matches("[0-9a-f]{40}")) throw new IllegalArgumentException("a tree's id is 40 hex digits");
    }

    /** What a distro on the hub has to be made of. {@code refusal}: why nothing is; empty: {@code releases} is what there is. */
    public record Releases(String refusal, List<Release> releases) {}

    /** As {@link dev.softservice.manifest.composition.ReleaseSource.Available}. */
    public record Release(String version, String tag, String commit, String tree) {}

    /** {@code first}: the number of the first event, from 0. */
    public record Batch(long first, List<RunEvent> events) {
        public Batch {
            if (first < 0) throw new IllegalArgumentException("first: from 0");
            events = List.copyOf(events);
        }
    }

    /** All before {@code next} are kept. */
    public record Heard(long next) {}

    /** {@code stop}: the run is to end. */
    public record Beat(boolean stop) {}

    /** {@code file}: what an attachment is kept as; empty: it is not kept. */
    public record Kept(String file) {}
}
