package dev.softservice.runner.evidence;

import dev.softservice.runner.model.KeptImage;
import dev.softservice.runner.model.Rungs;
import java.time.Instant;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The record of what was tested, with what, and what came of it: an in-toto Statement v1 with the test-result predicate v0.1, which holds
 * our own facts under one extension key, signed in a DSSE v1 envelope.
 *
 * @param configuration what told the run what to do: at least {@code softservice.yaml} with its Git blob id
 * @param composition   what the distro was made of in that run
 * @param origin        where the release was made; empty in evidence from before it said so
 * @param notShown      what the distro has at an installation only, so that no run shows it; half a sentence each
 */
public record Evidence(
        Subject subject,
        List<Resource> configuration,
        Outcome outcome,
        Composition composition,
        Run run,
        Optional<Origin> origin,
        List<String> notShown) {
    /** Of a distro of which a run shows all there is. */
    public Evidence(
            Subject subject,
            List<Resource> configuration,
            Outcome outcome,
            Composition composition,
            Run run,
            Optional<Origin> origin) {
        this(subject, configuration, outcome, composition, run, origin, List.of());
    }

    /** The purpose that an allowed_signers line may restrict a key to. */
    public static final String NAMESPACE = "softservice-evidence";

    public enum Result {
        PASSED,
        FAILED
    }

    /** Something named by what it contains; {@code digest} maps an algorithm ({@code sha256}, {@code gitBlob}) to hex digits. */
    public record Resource(String name, Map<String, String> digest) {
        public Resource {
            digest = Map.copyOf(digest);
        }
    }

    /** The lists hold tests' names; {@code warnedTests} those that were skipped, or passed only when tried once more. */
    public record Outcome(Result result, List<String> passedTests, List<String> warnedTests, List<String> failedTests) {
        public Outcome {
            passedTests = List.copyOf(passedTests);
            warnedTests = List.copyOf(warnedTests);
            failedTests = List.copyOf(failedTests);
        }
    }

    /**
     * @param images a registry's digest ({@code name@sha256:…}), or else the id on the hub's engine ({@code sha256:…}), by service name
     * @param bases  the same of what images are built on, by the names in their Dockerfiles
     * @param kept   the images that the hub keeps and serves, by service name; empty in evidence from before hubs did
     */
    public record Composition(
            List<Used> uses, Map<String, String> images, Map<String, String> bases, Map<String, KeptImage> kept) {
        public Composition {
            uses = List.copyOf(uses);
            kept = Collections.unmodifiableMap(new TreeMap<>(kept));
            images = Collections.unmodifiableMap(new TreeMap<>(images));
            bases = Collections.unmodifiableMap(new TreeMap<>(bases));
        }

        /** Of which no image is kept. */
        public Composition(List<Used> uses, Map<String, String> images, Map<String, String> bases) {
            this(uses, images, bases, Map.of());
        }

        /** Of nothing that is built on anything. */
        public Composition(List<Used> uses, Map<String, String> images) {
            this(uses, images, Map.of());
        }

        /** What a composition is pinned to, so that it is what was tested. */
        public List<dev.softservice.manifest.composition.Composition.Used> pins() {
            return uses.stream()
                    .map(used -> new dev.softservice.manifest.composition.Composition.Used(
                            used.name(),
                            used.distro(),
                            used.tag(),
                            used.subject().commit(),
                            used.subject().tree()))
                    .toList();
        }
    }

    /** A distro that this one is made of, as it was resolved: {@code name} is the path of uses that leads there ({@code shop.database}), then its address and the release's tag. */
    public record Used(String name, String distro, String tag, Subject subject) {}

    /** What ran it: the runner's version, and the name and version of the container engine; that one is empty in evidence from before it said so. */
    public record Tools(String runner, String engine) {}

    /** The run itself: its id on the hub, what ran it, and what came of each rung of the ladder. */
    public record Run(String id, Tools tools, Rungs rungs, Instant startedAt, Instant finishedAt) {
        /** On an engine that is not known. */
        public Run(String id, String runnerVersion, Rungs rungs, Instant startedAt, Instant finishedAt) {
            this(id, new Tools(runnerVersion, ""), rungs, startedAt, finishedAt);
        }

        /** What the outcomes come to. */
        public int level() {
            return rungs.level();
        }
    }

    public Evidence {
        configuration = List.copyOf(configuration);
        notShown = List.copyOf(notShown);
    }

    /** The signed envelope's bytes, to be stored exactly as they are: their digest is what a release tag names. */
    public byte[] toEnvelope(SigningKey key) {
        return Envelope.seal(Statement.PAYLOAD_TYPE, Statement.write(this), key);
    }

    /** The statement as JSON, for showing; unsigned. */
    public byte[] toStatement() {
        return Statement.write(this);
    }

    /** {@code sha256:} and 64 hex digits over the envelope's bytes. */
    public static String digest(byte[] envelope) {
        return "sha256:" + HexFormat.of().formatHex(VerifyingKey.hash("SHA-256", envelope));
    }

    /** What an envelope says, by any author; empty: it is no evidence. For a look at one's own clone only: nothing may be installed or released on its word. */
    public static Optional<Evidence> unverified(byte[] envelope) {
        try {
            return Optional.of(Statement.read(Envelope.parse(envelope).payload()));
        } catch (Wire.Malformed malformed) {
            return Optional.empty();
        }
    }

    /** Checks signature and form of an envelope that came from elsewhere. Never throws for what it holds. */
    public static Checked<Evidence> open(byte[] envelope, AllowedSigners signers) {
        try {
            var opened = Envelope.parse(envelope);
            if (!opened.payloadType().equals(Statement.PAYLOAD_TYPE))
                return new Checked.Refused<>("the evidence is of an unknown type");
            if (opened.signatures().isEmpty()) return new Checked.Refused<>("the evidence is not signed");
            var evidence = Statement.read(opened.payload());
            for (var signature : opened.signatures()) {
                var principal = signers.verifyRaw(
                        opened.signedBytes(),
                        signature,
                        NAMESPACE,
                        evidence.run().finishedAt());
                if (principal.isPresent()) return new Checked.Genuine<>(evidence, principal.get());
            }
            return new Checked.Refused<>("the evidence is not signed by a key that is trusted here");
        } catch (Wire.Malformed malformed) {
            return new Checked.Refused<>("the evidence " + malformed.getMessage());
        }
    }
}
