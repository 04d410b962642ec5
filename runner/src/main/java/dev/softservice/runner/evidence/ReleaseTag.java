package dev.softservice.runner.evidence;

import dev.softservice.manifest.model.Manifest.Dropped;
import dev.softservice.manifest.model.Permission;
import dev.softservice.manifest.model.Permissions;
import dev.softservice.manifest.model.Rung;
import dev.softservice.runner.model.Rungs;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The content of a release's annotated tag: a summary for people, and the digest of the evidence.
 *
 * @param distro         the distro's name from its manifest
 * @param origin         where it was made; empty in tags from before they said it
 * @param evidenceDigest {@code sha256:} and 64 hex digits over the evidence's envelope
 * @param drops          the volumes of earlier versions that it gives up, see {@link #drops(List)}; empty: none
 * @param notes          what is new in it
 */
public record ReleaseTag(
        String distro,
        Version version,
        Optional<Origin> origin,
        Tested tested,
        Permissions permissions,
        String evidenceDigest,
        String drops,
        ReleaseNotes notes) {
    /** Of a release that gives up no volume of earlier versions, and has nothing to tell. */
    public ReleaseTag(
            String distro,
            Version version,
            Optional<Origin> origin,
            Tested tested,
            Permissions permissions,
            String evidenceDigest) {
        this(distro, version, origin, tested, permissions, evidenceDigest, "", ReleaseNotes.NONE);
    }

    /** What git itself signs tags for. */
    public static final String NAMESPACE = "git";

    private static final int LONGEST_DROPS = 1_000;
    static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");
    private static final Pattern DISTRO = Pattern.compile("[a-z][a-z0-9-]{1,38}");

    /** How far it climbed; {@code notApplicable}: {@code upgrades, restores: not applicable, it keeps no data}, or empty. */
    public record Reached(int level, String notApplicable) {
        public Reached {
            if (level < 1 || level > Rung.TOP.number())
                throw new IllegalArgumentException("level " + level + ": 1 to " + Rung.TOP.number());
            if (!notApplicable.matches("[\\x20-\\x7e]{0,500}"))
                throw new IllegalArgumentException("what is not applicable: one line");
        }

        public static Reached of(Rungs rungs) {
            return new Reached(rungs.level(), rungs.notApplicable());
        }
    }

    /** What was tested, how far it climbed, and how its tests came out. */
    public record Tested(Subject subject, Reached reached, int passed, int failed, int skipped) {
        public Tested {
            if (passed < 0 || failed < 0 || skipped < 0)
                throw new IllegalArgumentException("a count of tests is never negative");
        }
    }

    /** Who makes the tag, and when (to the second). */
    public record Tagger(String name, String email, Instant at) {
        public Tagger {
            if (!name.matches("[^<>\\p{Cntrl}]{1,100}"))
                throw new IllegalArgumentException("tagger name: no <, >, control characters");
            if (!email.matches("[^<>\\p{Cntrl}\\s]{1,254}"))
                throw new IllegalArgumentException("tagger email: no <, >, spaces");
        }
    }

    public ReleaseTag {
        if (origin.filter(made -> !made.version().equals(version)).isPresent())
            throw new IllegalArgumentException("its origin is of another version");
        if (!DISTRO.matcher(distro).matches()) throw new IllegalArgumentException("distro name: [a-z][a-z0-9-]{1,38}");
        if (!DIGEST.matcher(evidenceDigest).matches())
            throw new IllegalArgumentException("evidence digest: sha256: and 64 hex digits");
        if (drops.length() > LONGEST_DROPS || drops.lines().count() > 1)
            throw new IllegalArgumentException("what it drops: one line");
        if (!permissions.all().stream()
                .allMatch(permission -> Permissions.named(permission.word()).isPresent())) {
            throw new IllegalArgumentException(
                    "permissions: internet, capabilities, host-gateway, devices, files, and those of the whole"
                            + " machine");
        }
    }

    /** {@code v2.3.0}: the tag's name, inside the object and as a ref. */
    public String name() {
        return version.tag();
    }

    /** The tag's message, without signature; ends with a line end. */
    public String message() {
        return distro + " " + version + "\n\n"
                + origin.map(ReleaseTag::lines).orElse("")
                + "Level: " + tested.reached().level() + " ("
                + Rung.titleOf(tested.reached().level()) + ")\n"
                + (tested.reached().notApplicable().isEmpty()
                        ? ""
                        : "Rungs: " + tested.reached().notApplicable() + "\n")
                + "Tests: " + tested.passed() + " passed, " + tested.failed() + " failed, " + tested.skipped()
                + " skipped\n"
                + "Commit: " + tested.subject().commit() + "\n"
                + "Tree: " + tested.subject().tree() + "\n"
                + "Permissions: " + describe(permissions) + "\n"
                + (drops.isEmpty() ? "" : "Drops: " + drops + "\n")
                + "Evidence: " + evidenceDigest + "\n"
                + notes.text();
    }

    /** {@code index (notes are counted anew), files (…)}: the volumes of earlier versions that a version gives up and why, as far as one line of a tag holds them; empty: none. */
    public static String drops(List<Dropped> dropped) {
        var line = dropped.stream()
                .map(gone -> gone.name() + " (" + gone.reason() + ")")
                .collect(Collectors.joining(", "))
                .replaceAll("[\\p{Cntrl}\\p{Zl}\\p{Zp}]+", " ")
                .strip();
        return line.length() <= LONGEST_DROPS ? line : line.substring(0, LONGEST_DROPS - 1) + "…";
    }

    private static String lines(Origin origin) {
        return "Hub: " + origin.hub() + "\n"
                + "Repository: " + origin.repository() + "\n"
                + origin.architecture()
                        .map(architecture -> "Architecture: " + architecture + "\n")
                        .orElse("");
    }

    /** {@code none}, {@code internet}, {@code internet, NET_RAW}: what a distro asks for beyond the default. */
    public static String describe(Permissions permissions) {
        return permissions.equals(Permissions.NONE)
                ? "none"
                : permissions.all().stream().map(Permission::word).collect(Collectors.joining(", "));
    }

    /** The complete annotated tag object, signed as git does with {@code gpg.format=ssh}; insert it as an object of type tag. */
    public byte[] sign(SigningKey key, Tagger tagger) {
        var payload =
                "object " + tested.subject().commit() + "\ntype commit\ntag " + name() + "\ntagger " + tagger.name()
                        + " <" + tagger.email() + "> " + tagger.at().getEpochSecond() + " +0000\n\n" + message();
        return VerifyingKey.utf8(payload + key.sign(VerifyingKey.utf8(payload), NAMESPACE));
    }

    /**
     * Checks a tag object that came from elsewhere, asked for under {@code name} ({@code v2.3.0}): signature by a trusted key, inner name,
     * and a text of this form whose commit is the tagged one. Never throws for what it holds.
     */
    public static Checked<ReleaseTag> verify(byte[] tagObject, String name, AllowedSigners signers) {
        return TagObject.verify(tagObject, name, signers);
    }

    /** What a tag object says, whatever its signature; empty: it is not the tag of a release. For what is only tried out: nothing may be installed or released on its word. */
    public static Optional<ReleaseTag> unverified(byte[] tagObject) {
        return TagObject.unverified(tagObject);
    }
}
