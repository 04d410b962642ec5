package dev.softservice.runner.evidence;

import com.fasterxml.jackson.databind.JsonNode;
import dev.softservice.manifest.composition.DistroAddress;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * A hub's signed statement about what is stable in one repository. It holds for a few days only. Without it, a server
 * in between could present an old release as the newest one for as long as it likes.
 *
 * @param hub     the hub's own name, as in {@link Origin}
 * @param repository the name under which it was made, as in {@link Origin}
 * @param issued  when the hub said it, to the second
 * @param expires from when on nobody should rely on it
 * @param stable  empty: every release has been yanked
 * @param yanked  the releases that must not be installed, with the reason
 * @param names   other names, {@code owner/name}, that lead to this repository since it was renamed
 */
public record StableStatement(
        String hub,
        String repository,
        Instant issued,
        Instant expires,
        Optional<Named> stable,
        Map<Version, String> yanked,
        SortedSet<String> names) {
    /** The purpose that an allowed_signers line names where the hub makes statements: then none of its repositories is without one. */
    public static final String NAMESPACE = "softservice-stable";

    /** The ref whose blob holds the statement, so that plain copies of a repository carry it. */
    public static final String REF = "refs/softservice/stable";

    /** How long a statement holds. */
    public static final Duration HOLDS = Duration.ofDays(7);

    /** No statement is longer: with a thousand yanked releases it is about 600 KiB. */
    public static final int LARGEST = 1 << 20;

    private static final String PAYLOAD_TYPE = "application/vnd.softservice.stable+json";
    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");
    private static final int LONGEST_REASON = 500;
    private static final int MOST_NAMES = 100;

    /**
     * A release.
     *
     * @param tag {@code sha256:…} over the signed tag's bytes: the very object, and through it the evidence
     */
    public record Named(Version version, String commit, String tag) {
        public Named {
            if (!COMMIT.matcher(commit).matches()) throw new IllegalArgumentException("commit");
            if (!ReleaseTag.DIGEST.matcher(tag).matches()) throw new IllegalArgumentException("tag");
        }
    }

    public StableStatement {
        if (!Origin.isHub(hub)) throw new IllegalArgumentException("hub: hub-ID@softservice");
        if (!DistroAddress.isOnHub(repository)) throw new IllegalArgumentException("repository: owner/name");
        if (!issued.isBefore(expires)) throw new IllegalArgumentException("it expires before it is issued");
        if (expires.isAfter(issued.plus(Duration.ofDays(400)))) throw new IllegalArgumentException("it never expires");
        if (!yanked.values().stream().allMatch(StableStatement::isReason))
            throw new IllegalArgumentException("reason: one line");
        if (names.size() > MOST_NAMES || !names.stream().allMatch(DistroAddress::isOnHub))
            throw new IllegalArgumentException("names: owner/name");
        names = Collections.unmodifiableSortedSet(new TreeSet<>(names));
        yanked = Collections.unmodifiableMap(new TreeMap<>(yanked));
        if (stable.map(Named::version).filter(yanked::containsKey).isPresent())
            throw new IllegalArgumentException("what is yanked is not stable");
    }

    /** Whether {@code ownerAndName} leads to this repository, now or before it was renamed. */
    public boolean isCalled(String ownerAndName) {
        return repository.equals(ownerAndName) || names.contains(ownerAndName);
    }

    /** Whether a text can stand as the reason of a yanked release: one line of 1 to 500 characters. */
    public static boolean isReason(String text) {
        return !text.isBlank()
                && text.length() <= LONGEST_REASON
                && text.chars().noneMatch(c -> Character.isISOControl(c) || c == '\u2028' || c == '\u2029');
    }

    /** {@code sha256:…} of a tag object, as {@link Named} has it. */
    public static String digest(byte[] tagObject) {
        return "sha256:" + HexFormat.of().formatHex(VerifyingKey.hash("SHA-256", tagObject));
    }

    /** The signed envelope's bytes (DSSE). */
    public byte[] toEnvelope(SigningKey key) {
        var json = Envelope.JSON
                .createObjectNode()
                .put("hub", hub)
                .put("repository", repository)
                .put("issued", issued.toString())
                .put("expires", expires.toString());
        stable.ifPresent(named -> json.putObject("stable")
                .put("version", named.version().toString())
                .put("commit", named.commit())
                .put("tag", named.tag()));
        var reasons = json.putObject("yanked");
        yanked.forEach((version, reason) -> reasons.put(version.toString(), reason));
        if (!names.isEmpty()) {
            var called = json.putArray("names");
            names.forEach(called::add);
        }
        return Envelope.seal(PAYLOAD_TYPE, VerifyingKey.utf8(json.toString()), key);
    }

    /** Checks signature and form of an envelope that came from elsewhere; whether it still holds is not asked here. Never throws for what it holds. */
    public static Checked<StableStatement> open(byte[] envelope, AllowedSigners signers) {
        try {
            var opened = Envelope.parse(envelope);
            if (!opened.payloadType().equals(PAYLOAD_TYPE))
                return new Checked.Refused<>("the statement of what is stable is of an unknown type");
            var statement = read(Envelope.tree(opened.payload()));
            for (var signature : opened.signatures()) {
                // A key that was pinned before hubs made statements is for evidence, which this is a kind of.
                var principal = signers.verifyRaw(opened.signedBytes(), signature, NAMESPACE, statement.issued())
                        .or(() -> signers.promiseStatements()
                                ? Optional.empty()
                                : signers.verifyRaw(
                                        opened.signedBytes(), signature, Evidence.NAMESPACE, statement.issued()));
                if (principal.isPresent()) return signedBy(principal.get(), statement);
            }
            return new Checked.Refused<>("the statement of what is stable is not signed by a key that is trusted here");
        } catch (Wire.Malformed malformed) {
            return new Checked.Refused<>("the statement of what is stable " + malformed.getMessage());
        }
    }

    /** What an envelope says, whatever its signature; empty: it is no statement. For what is only tried out: nothing may be installed on its word. */
    public static Optional<StableStatement> unverified(byte[] envelope) {
        try {
            return Optional.of(read(Envelope.tree(Envelope.parse(envelope).payload())));
        } catch (Wire.Malformed malformed) {
            return Optional.empty();
        }
    }

    /** A hub speaks for itself only. */
    private static Checked<StableStatement> signedBy(String principal, StableStatement statement) {
        if (Origin.isHub(principal) && !principal.equals(statement.hub()))
            return new Checked.Refused<>("the statement of what is stable is signed by " + principal + " and names "
                    + statement.hub() + " as its hub");
        return new Checked.Genuine<>(statement, principal);
    }

    private static StableStatement read(JsonNode json) throws Wire.Malformed {
        try {
            var named = json.path("stable");
            var yanked = new TreeMap<Version, String>();
            for (var entry : json.path("yanked").properties())
                yanked.put(version(entry.getKey()), entry.getValue().asText());
            var names = new TreeSet<String>();
            for (var name : json.path("names")) names.add(name.asText());
            return new StableStatement(
                    json.path("hub").asText(),
                    json.path("repository").asText(),
                    Instant.parse(json.path("issued").asText()),
                    Instant.parse(json.path("expires").asText()),
                    named.isMissingNode()
                            ? Optional.empty()
                            : Optional.of(new Named(
                                    version(named.path("version").asText()),
                                    named.path("commit").asText(),
                                    named.path("tag").asText())),
                    yanked,
                    names);
        } catch (IllegalArgumentException | DateTimeException malformed) {
            throw new Wire.Malformed("has a value out of its range");
        }
    }

    private static Version version(String text) {
        return Version.parse(text).orElseThrow(() -> new IllegalArgumentException("version"));
    }
}
