package dev.softservice.runner.evidence;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The signed word of a hub's root keys, which are kept offline. It says with which keys the hub signs now, and where
 * the hub is. By it the keys of a hub can change without any work at the installations.
 *
 * @param hub       the hub's own name, as in {@link Origin}
 * @param serial    grows with each word: an older one is never taken after a newer one
 * @param roots     the root keys from this word on, which have to sign the next one
 * @param active    the keys that the hub signs with
 * @param retired   those that it signed with before: what a statement by an active key names counts, although one of these signed it
 * @param address   where the hub is, without a slash at the end; empty: wherever it is found
 */
public record KeyDelegation(
        String hub,
        int serial,
        Period period,
        Roots roots,
        Set<VerifyingKey> active,
        Set<VerifyingKey> retired,
        Optional<String> address) {
    /** The purpose that an allowed_signers line names for a root key. */
    public static final String NAMESPACE = "softservice-keys";

    /** The ref whose blob holds it in each repository of the hub. */
    public static final String REF = "refs/softservice/keys";

    public static final int LARGEST = 64 << 10;

    private static final String PAYLOAD_TYPE = "application/vnd.softservice.keys+json";
    private static final Pattern ADDRESS =
            Pattern.compile("https?://[A-Za-z0-9.:\\[\\]-]{1,253}(/[A-Za-z0-9._/-]{1,200})?(?<!/)");
    private static final int MOST_KEYS = 16;

    /** When it was said, and from when on a newer one is needed. */
    public record Period(Instant issued, Instant expires) {
        public Period {
            if (!issued.isBefore(expires) || expires.isAfter(issued.plus(Duration.ofDays(3_660))))
                throw new IllegalArgumentException("a period of at most ten years");
        }
    }

    /** So many of these keys have to sign. */
    public record Roots(Set<VerifyingKey> keys, int threshold) {
        public Roots {
            keys = Set.copyOf(keys);
            if (keys.isEmpty() || keys.size() > MOST_KEYS) throw new IllegalArgumentException("1 to 16 root keys");
            if (threshold < 1 || threshold > keys.size())
                throw new IllegalArgumentException("the threshold is 1 to the number of root keys");
        }
    }

    public KeyDelegation {
        if (!Origin.isHub(hub)) throw new IllegalArgumentException("hub: hub-ID@softservice");
        if (serial < 1) throw new IllegalArgumentException("serial: from 1 on");
        active = Set.copyOf(active);
        retired = Set.copyOf(retired);
        if (active.isEmpty() || active.size() + retired.size() > MOST_KEYS)
            throw new IllegalArgumentException("1 to 16 keys of the hub, at least one of them active");
        if (active.stream().anyMatch(retired::contains)
                || active.stream().anyMatch(roots.keys()::contains)
                || retired.stream().anyMatch(roots.keys()::contains))
            throw new IllegalArgumentException("a key is one of root, active and retired");
        if (address.filter(text -> !ADDRESS.matcher(text).matches()).isPresent())
            throw new IllegalArgumentException("address: https://HUB, without a slash at the end");
    }

    /** The envelope's bytes, signed by these keys. */
    public byte[] toEnvelope(List<SigningKey> keys) {
        var json = Envelope.JSON
                .createObjectNode()
                .put("hub", hub)
                .put("serial", serial)
                .put("issued", period.issued().toString())
                .put("expires", period.expires().toString())
                .put("threshold", roots.threshold());
        put(json.putArray("roots"), roots.keys());
        put(json.putArray("active"), active);
        put(json.putArray("retired"), retired);
        address.ifPresent(text -> json.put("address", text));
        return Envelope.seal(PAYLOAD_TYPE, VerifyingKey.utf8(json.toString()), keys);
    }

    private static void put(com.fasterxml.jackson.databind.node.ArrayNode array, Set<VerifyingKey> keys) {
        keys.stream().map(VerifyingKey::line).sorted().forEach(array::add);
    }

    /** The same envelope with one more signature. @throws IllegalArgumentException where it is no such envelope */
    public static byte[] sign(byte[] envelope, SigningKey key) {
        try {
            return Envelope.and(envelope, key);
        } catch (Wire.Malformed malformed) {
            throw new IllegalArgumentException(malformed.getMessage());
        }
    }

    /**
     * Checks that enough of its own root keys have signed a word, and enough of those that were trusted before. Never throws for what it holds.
     *
     * @param before empty: none are known yet, so that only the one who showed it vouches for it
     */
    public static Checked<KeyDelegation> open(byte[] envelope, Optional<Roots> before) {
        try {
            if (envelope.length > LARGEST) throw new Wire.Malformed("is longer than 64 KiB");
            var opened = Envelope.parse(envelope);
            if (!opened.payloadType().equals(PAYLOAD_TYPE))
                return new Checked.Refused<>("the root key's word is of an unknown type");
            var word = read(Envelope.tree(opened.payload()));
            if (before.filter(roots -> !isSignedBy(opened, roots)).isPresent())
                return new Checked.Refused<>("the root key's word is not signed by the root key that is trusted here");
            if (!isSignedBy(opened, word.roots()))
                return new Checked.Refused<>("the root key's word is signed by fewer root keys than the "
                        + word.roots().threshold() + " that it asks for");
            return new Checked.Genuine<>(word, word.hub());
        } catch (Wire.Malformed malformed) {
            return new Checked.Refused<>("the root key's word " + malformed.getMessage());
        }
    }

    private static boolean isSignedBy(Envelope envelope, Roots roots) {
        return roots.keys().stream().filter(envelope::isSignedBy).count() >= roots.threshold();
    }

    /** Whether this key has signed an envelope too. */
    public static boolean isSignedBy(byte[] envelope, VerifyingKey key) {
        try {
            return Envelope.parse(envelope).isSignedBy(key);
        } catch (Wire.Malformed malformed) {
            return false;
        }
    }

    /** Whose signatures count by this word. */
    public AllowedSigners signers() {
        return AllowedSigners.delegated(this);
    }

    private static KeyDelegation read(JsonNode json) throws Wire.Malformed {
        try {
            return new KeyDelegation(
                    json.path("hub").asText(),
                    json.path("serial").asInt(),
                    new Period(
                            Instant.parse(json.path("issued").asText()),
                            Instant.parse(json.path("expires").asText())),
                    new Roots(keys(json.path("roots")), json.path("threshold").asInt()),
                    keys(json.path("active")),
                    keys(json.path("retired")),
                    Optional.of(json.path("address").asText()).filter(text -> !text.isEmpty()));
        } catch (IllegalArgumentException | DateTimeException malformed) {
            throw new Wire.Malformed("has a value out of its range");
        }
    }

    private static Set<VerifyingKey> keys(JsonNode nodes) {
        var keys = new ArrayList<VerifyingKey>();
        for (var node : nodes)
            keys.add(VerifyingKey.parse(node.asText()).orElseThrow(() -> new IllegalArgumentException("key")));
        var distinct = Set.copyOf(keys);
        if (distinct.size() != keys.size()) throw new IllegalArgumentException("twice");
        return distinct;
    }
}
