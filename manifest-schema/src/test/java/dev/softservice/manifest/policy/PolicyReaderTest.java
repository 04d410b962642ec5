package dev.softservice.manifest.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.softservice.manifest.files.InMemoryFiles;
import dev.softservice.manifest.model.Problem;
import dev.softservice.manifest.policy.Policy.Method;
import dev.softservice.manifest.policy.Policy.Owners;
import dev.softservice.manifest.policy.Policy.People;
import dev.softservice.manifest.policy.Policy.Strangers;
import dev.softservice.manifest.policy.Policy.Weight;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyReaderTest {
    private static final Schema SCHEMA = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(PolicySchema.text(), InputFormat.JSON);

    /** JSON is YAML: the reader and the schema get the same text. */
    private static final String EVERYTHING = """
        {"policy": "v1",
         "approvals": {"count": 2, "owners": [{"paths": ["db/", "*.sql"], "people": ["ann", "bob"], "count": 2}]},
         "requested-changes": "inform", "level": 6, "strangers": "run",
         "loosening": {"people": ["max"]}, "overrides": {"people": []},
         "merge": "squash", "users": "block", "x-note": 1}
        """;

    private static PolicyReader.Reading read(String text) {
        return new PolicyReader().read(new InMemoryFiles().with(Policy.FILE, text));
    }

    @Test
    void withoutAFileTheUsualHolds() {
        var reading = new PolicyReader().read(new InMemoryFiles());
        assertThat(reading.policy()).contains(Policy.DEFAULT);
        assertThat(reading.problems()).isEmpty();
        assertThat(read("policy: v1\n").policy()).contains(Policy.DEFAULT);
    }

    @Test
    void readsEverySetting() {
        assertThat(read(EVERYTHING).problems()).isEmpty();
        assertThat(read(EVERYTHING).policy())
                .contains(new Policy(
                        2,
                        List.of(new Owners(List.of("db/", "*.sql"), List.of("ann", "bob"), 2)),
                        Weight.INFORM,
                        OptionalInt.of(6),
                        Strangers.RUN,
                        new People(Optional.of(List.of("max"))),
                        new People(Optional.of(List.of())),
                        Method.SQUASH,
                        Weight.BLOCK));
        assertThat(SCHEMA.validate(EVERYTHING, InputFormat.JSON)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"policy\": \"v2\"}",
                "{\"policy\": \"v1\", \"aprovals\": {}}",
                "{\"policy\": \"v1\", \"approvals\": {\"count\": 11}}",
                "{\"policy\": \"v1\", \"approvals\": {\"count\": -1}}",
                "{\"policy\": \"v1\", \"approvals\": {\"owners\": [{\"paths\": [\"a\"]}]}}",
                "{\"policy\": \"v1\", \"approvals\": {\"owners\": [{\"paths\": [\"!a\"], \"people\": [\"ann\"]}]}}",
                "{\"policy\": \"v1\", \"approvals\": {\"owners\": [{\"paths\": [\"a\"], \"people\": [\"no one\"]}]}}",
                "{\"policy\": \"v1\", \"requested-changes\": \"maybe\"}",
                "{\"policy\": \"v1\", \"level\": 0}",
                "{\"policy\": \"v1\", \"level\": \"six\"}",
                "{\"policy\": \"v1\", \"merge\": \"octopus\"}",
                "{\"policy\": \"v1\", \"users\": \"wait\"}",
                "{\"policy\": \"v1\", \"loosening\": {}}",
                "[]"
            })
    void readerAndSchemaRefuseTheSame(String text) {
        assertThat(read(text).policy()).as(text).isEmpty();
        assertThat(SCHEMA.validate(text, InputFormat.JSON)).as(text).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        policy: v1\\naprovals: {count: 1}            | .softservice/policy.yaml:2:1: error [unknown-key] the policy has no key `aprovals`; did you mean `approvals`?
        policy: v1\\nmerge: sqash                    | .softservice/policy.yaml:2:8: error [not-allowed] `merge` is `sqash`; did you mean `squash`?
        approvals: {count: 1}                       | .softservice/policy.yaml:1:1: error [missing-key] the policy needs `policy`
        policy: v1\\napprovals: {owners: [{paths: [a], people: [ann], count: 2}]} | .softservice/policy.yaml:2:50: error [out-of-range] `count` is 2, and fewer people are named; name more, or lower it
        """)
    void saysPlaceRuleAndRemedyInOneLine(String text, String told) {
        assertThat(read(text.replace("\\n", "\n")).problems())
                .extracting(Problem::toString)
                .containsExactly(told);
    }

    @Test
    void saysWhatAnotherPolicyHasOtherwise() {
        var before = read(EVERYTHING).policy().orElseThrow();
        assertThat(before.changesTo(before)).isEmpty();
        assertThat(before.changesTo(Policy.DEFAULT))
                .containsExactly(
                        "changes approvals.count from 2 to 0",
                        "changes approvals.owners of db/, *.sql from 2 of ann, bob to nothing",
                        "changes level from 6 to the distro's own",
                        "changes loosening from max to a maintainer",
                        "changes merge from squash to merge",
                        "changes overrides from nobody to a maintainer",
                        "changes requested-changes from inform to block",
                        "changes strangers from run to wait",
                        "changes users from block to inform");
    }

    @Test
    void whoIsNamedHasToBeAMaintainer() {
        var named = new People(Optional.of(List.of("max")));
        assertThat(named.allow("max", true)).isTrue();
        assertThat(named.allow("max", false)).isFalse();
        assertThat(named.allow("ann", true)).isFalse();
        assertThat(People.MAINTAINERS.allow("ann", true)).isTrue();
    }

    /** The page for maintainers names every key, and its example is right. */
    @Test
    void thePageForMaintainersIsRight() throws Exception {
        var page = Files.readString(Path.of("../docs/policy.md"));
        var example = page.substring(page.indexOf("```yaml\n") + 8, page.indexOf("```\n\n|"));
        assertThat(read(example).problems()).isEmpty();
        var keys = Policy.DEFAULT.settings().keySet();
        assertThat(keys).allSatisfy(key -> assertThat(page).contains("| `" + key + "` |"));
    }
}
