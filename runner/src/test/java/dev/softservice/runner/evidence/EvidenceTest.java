package dev.softservice.runner.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.softservice.manifest.model.Rung;
import dev.softservice.runner.model.RungOutcome;
import dev.softservice.runner.model.RungOutcome.Held;
import dev.softservice.runner.model.RungOutcome.NotApplicable;
import dev.softservice.runner.model.RungOutcome.Reason;
import dev.softservice.runner.model.Rungs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

class EvidenceTest {
    private static final JsonMapper JSON = new JsonMapper();
    private final SigningKey key = SigningKey.generate();
    private final AllowedSigners signers = AllowedSigners.hub("hub", key.verifyingKey());

    @Test
    void comesBackFromItsEnvelopeUnchanged() {
        var envelope = SampleRelease.EVIDENCE.toEnvelope(key);
        assertThat(Evidence.open(envelope, signers)).isEqualTo(new Checked.Genuine<>(SampleRelease.EVIDENCE, "hub"));
        assertThat(Evidence.digest(envelope)).matches("sha256:[0-9a-f]{64}");
        assertThat(SampleRelease.EVIDENCE.toEnvelope(key))
                .as("equal evidence, equal bytes")
                .isEqualTo(envelope);
    }

    @Test
    void canBeLookedAtWithoutBeingBelieved() {
        assertThat(Evidence.unverified(SampleRelease.EVIDENCE.toEnvelope(SigningKey.generate())))
                .contains(SampleRelease.EVIDENCE);
        assertThat(Evidence.unverified("{}".getBytes(StandardCharsets.UTF_8))).isEmpty();
        assertThat(Evidence.unverified(new byte[] {(byte) 0xff, 0})).isEmpty();
    }

    @Test
    void isAnInTotoStatementWithTheTestResultPredicate() throws IOException {
        var envelope = JSON.readTree(SampleRelease.EVIDENCE.toEnvelope(key));
        assertThat(envelope.path("payloadType").asText()).isEqualTo("application/vnd.in-toto+json");
        var statement = JSON.readTree(
                Base64.getDecoder().decode(envelope.path("payload").asText()));
        assertThat(statement.path("_type").asText()).isEqualTo("https://in-toto.io/Statement/v1");
        assertThat(statement.at("/subject/0/digest/gitCommit").asText()).isEqualTo(SampleRelease.SUBJECT.commit());
        assertThat(statement.at("/subject/0/digest/gitTree").asText()).isEqualTo(SampleRelease.SUBJECT.tree());
        assertThat(statement.path("predicateType").asText())
                .isEqualTo("https://in-toto.io/attestation/test-result/v0.1");
        assertThat(statement.at("/predicate/result").asText()).isEqualTo("PASSED");
        assertThat(statement.at("/predicate/configuration/0/name").asText()).isEqualTo("softservice.yaml");
        assertThat(statement.at("/predicate/passedTests/0").asText()).isEqualTo("the front page answers");
        var ours = statement.path("predicate").path("https://softservice.dev/evidence/v1");
        assertThat(ours.path("level").asInt()).isEqualTo(4);
        assertThat(ours.at("/images/web").asText()).startsWith("sha256:");
    }

    @Test
    void saysWhatCameOfEachRungBesideWhatTheFirstVersionSays() throws Exception {
        var rungs = Rungs.ofLevel(4)
                .with(Rung.RESILIENT, new Held(new RungOutcome.Checked(2, 4, 2, 1, 512, 3.25)))
                .with(Rung.UPGRADES, new NotApplicable(Reason.NO_DATA))
                .with(Rung.RESTORES, new NotApplicable(Reason.NO_DATA));
        var evidence = SampleRelease.evidence(rungs);
        var predicate = JSON.readTree(evidence.toStatement()).path("predicate");
        assertThat(predicate
                        .path("https://softservice.dev/evidence/v1")
                        .path("level")
                        .asInt())
                .as("for readers of the first version")
                .isEqualTo(5);
        var second = predicate.path("https://softservice.dev/evidence/v2");
        assertThat(second.at("/rungs/4/checked/bytes").asLong()).isEqualTo(512);
        assertThat(second.at("/rungs/6/reason").asText()).isEqualTo("no-data");
        assertThat(Statement.read(evidence.toStatement()).run().rungs()).isEqualTo(rungs);
    }

    @Test
    void evidenceOfTheFirstVersionIsStillRead() throws Exception {
        var statement = (ObjectNode) JSON.readTree(SampleRelease.EVIDENCE.toStatement());
        var predicate = (ObjectNode) statement.path("predicate");
        predicate.remove("https://softservice.dev/evidence/v2");
        var read = Statement.read(JSON.writeValueAsBytes(statement));
        assertThat(read.run().rungs()).isEqualTo(Rungs.ofLevel(4));
    }

    @Test
    void evidenceFromBeforeItSaidWhereItWasMadeIsStillRead() throws Exception {
        var statement = (ObjectNode) JSON.readTree(SampleRelease.EVIDENCE.toStatement());
        var second = (ObjectNode) statement.path("predicate").path("https://softservice.dev/evidence/v2");
        assertThat(second.at("/release/repository").asText()).isEqualTo("samples/team-wiki");
        second.remove("release");
        assertThat(Statement.read(JSON.writeValueAsBytes(statement)).origin()).isEmpty();
    }

    @Test
    void namesTheEngineAndIsReadWhereItDoesNot() throws Exception {
        var statement = (ObjectNode) JSON.readTree(SampleRelease.EVIDENCE.toStatement());
        var second = (ObjectNode) statement.path("predicate").path("https://softservice.dev/evidence/v2");
        assertThat(second.path("engine").asText()).isEqualTo("Docker 28.5.1");
        second.remove("engine");
        assertThat(Statement.read(JSON.writeValueAsBytes(statement)).run().tools())
                .isEqualTo(new Evidence.Tools("0.1.0", ""));
    }

    @Test
    void namesWhatNoRunShows() throws Exception {
        var sample = SampleRelease.EVIDENCE;
        assertThat(new String(sample.toStatement(), java.nio.charset.StandardCharsets.UTF_8))
                .doesNotContain("notShown");
        var some = new Evidence(
                sample.subject(),
                sample.configuration(),
                sample.outcome(),
                sample.composition(),
                sample.run(),
                sample.origin(),
                List.of("the device /dev/dri (in a run it is absent)"));
        assertThat(Statement.read(some.toStatement())).isEqualTo(some);
    }

    @Test
    void evidenceThatSaysBadlyWhereItWasMadeIsRefused() throws Exception {
        var bad = List.of("hub=anybody", "repository=Samples", "version=2", "architecture=a/b");
        for (var field : bad) {
            var statement = (ObjectNode) JSON.readTree(SampleRelease.EVIDENCE.toStatement());
            var second = (ObjectNode) statement.path("predicate").path("https://softservice.dev/evidence/v2");
            ((ObjectNode) second.path("release")).put(field.split("=")[0], field.split("=")[1]);
            assertThatThrownBy(() -> Statement.read(JSON.writeValueAsBytes(statement)))
                    .as(field)
                    .isInstanceOf(Wire.Malformed.class);
        }
    }

    @Test
    void evidenceWhoseLevelIsNotWhatItsRungsComeToIsRefused() throws Exception {
        var statement = (ObjectNode) JSON.readTree(SampleRelease.EVIDENCE.toStatement());
        ((ObjectNode) statement.path("predicate").path("https://softservice.dev/evidence/v1")).put("level", 7);
        assertThatThrownBy(() -> Statement.read(JSON.writeValueAsBytes(statement)))
                .isInstanceOf(Wire.Malformed.class)
                .hasMessage("says level 7 and names rungs that come to 4");
    }

    /** The example of the DSSE specification, protocol.md, for its pre-authentication encoding. */
    @Test
    void encodesWhatIsSignedAsDsseSays() {
        var encoded =
                Envelope.signedBytes("http://example.com/HelloWorld", "hello world".getBytes(StandardCharsets.UTF_8));
        assertThat(new String(encoded, StandardCharsets.UTF_8))
                .isEqualTo("DSSEv1 29 http://example.com/HelloWorld 11 hello world");
    }

    @Test
    void refusesAnotherKeyNoSignatureAndAKeyForOtherPurposes() throws IOException {
        var envelope = SampleRelease.EVIDENCE.toEnvelope(key);
        assertThat(Evidence.open(
                        envelope,
                        AllowedSigners.hub("other", SigningKey.generate().verifyingKey())))
                .isInstanceOf(Checked.Refused.class);
        var forGitOnly = AllowedSigners.parse(
                "hub namespaces=\"git\" " + key.verifyingKey().line());
        assertThat(Evidence.open(envelope, forGitOnly)).isInstanceOf(Checked.Refused.class);
        var unsigned = (ObjectNode) JSON.readTree(envelope);
        unsigned.putArray("signatures");
        assertThat(Evidence.open(JSON.writeValueAsBytes(unsigned), signers))
                .isEqualTo(new Checked.Refused<Evidence>("the evidence is not signed"));
    }

    @Test
    void refusesAChangedPayloadAndAChangedType() throws IOException {
        var changed = (ObjectNode) JSON.readTree(SampleRelease.EVIDENCE.toEnvelope(key));
        var statement =
                new String(Base64.getDecoder().decode(changed.path("payload").asText()), StandardCharsets.UTF_8);
        var lie = statement.replace("\"level\":4", "\"level\":7");
        assertThat(lie).isNotEqualTo(statement);
        changed.put("payload", Base64.getEncoder().encodeToString(lie.getBytes(StandardCharsets.UTF_8)));
        assertThat(Evidence.open(JSON.writeValueAsBytes(changed), signers)).isInstanceOf(Checked.Refused.class);
        var typed =
                ((ObjectNode) JSON.readTree(SampleRelease.EVIDENCE.toEnvelope(key))).put("payloadType", "text/plain");
        assertThat(Evidence.open(JSON.writeValueAsBytes(typed), signers)).isInstanceOf(Checked.Refused.class);
    }

    @Test
    void rubbishIsRefusedInOneLine() {
        var envelope = SampleRelease.EVIDENCE.toEnvelope(key);
        byte[][] rubbish = {
            {},
            "<html>".getBytes(StandardCharsets.UTF_8),
            "[]".getBytes(StandardCharsets.UTF_8),
            "{\"payload\":\"\",\"payload\":\"\"}".getBytes(StandardCharsets.UTF_8),
            "[".repeat(100_000).getBytes(StandardCharsets.UTF_8),
            Arrays.copyOf(envelope, envelope.length / 2),
            new byte[9 << 20],
            "{\"payloadType\":\"application/vnd.in-toto+json\",\"payload\":\"%%\",\"signatures\":[]}"
                    .getBytes(StandardCharsets.UTF_8)
        };
        for (var bytes : rubbish) {
            assertThat(Evidence.open(bytes, signers))
                    .isInstanceOfSatisfying(
                            Checked.Refused.class,
                            refused -> assertThat(refused.reason())
                                    .startsWith("the evidence ")
                                    .doesNotContain("\n"));
        }
    }

    /** Signed by the right key, and still not evidence. */
    @Test
    void aSignedStatementOfAnotherFormIsRefused() {
        var good = new String(SampleRelease.EVIDENCE.toStatement(), StandardCharsets.UTF_8);
        String[] others = {
            "{}",
            good.replace("Statement/v1", "Statement/v0.1"),
            good.replace("test-result/v0.1", "vuln/v0.1"),
            good.replace("\"result\":\"PASSED\"", "\"result\":\"GREAT\""),
            good.replace("\"level\":4", "\"level\":99"),
            good.replace("\"subject\":[", "\"subject\":[{},"),
            good.replace(SampleRelease.SUBJECT.commit(), "HEAD")
        };
        for (var other : others) {
            assertThat(other).isNotEqualTo(good);
            var envelope = Envelope.seal(Statement.PAYLOAD_TYPE, other.getBytes(StandardCharsets.UTF_8), key);
            assertThat(Evidence.open(envelope, signers)).as(other).isInstanceOf(Checked.Refused.class);
        }
    }
}
