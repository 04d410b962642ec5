package dev.softservice.server.scale;

import dev.softservice.server.app.ConfigForTests;
import dev.softservice.server.app.Running;
import dev.softservice.server.db.DatabaseKind;
import dev.softservice.server.scenario.Hub;
import dev.softservice.server.web.VerdictFileVerifier;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every page and every answer of the API that can be read, of a hub with 1,000 repositories, 10,000 pull requests, 100,000 comments and 1,000,000 test
 * results; then 200 requests a second over all of them. {@code -Dscale=10}: a tenth of that. See docs/benchmarks.md.
 */
@ParameterizedClass
@MethodSource("databases")
class LargeHubBenchmark {
    private static final int DIVIDED_BY = Integer.getInteger("scale", 1);
    private static final int SECONDS = Integer.getInteger("scale.seconds", 30);
    private static final int RATE = Integer.getInteger("scale.rate", 200);
    private static final String ONLY = System.getProperty("scale.only", "");
    private static final String DATABASE = System.getProperty("scale.database", "");
    private static final String TOKEN = "a-token-for-tests";

    @Parameter
    DatabaseKind kind;

    @TempDir
    Path folder;

    static List<DatabaseKind> databases() {
        return Stream.of(DatabaseKind.values())
                .filter(each -> DATABASE.isEmpty() || DATABASE.equalsIgnoreCase(each.name()))
                .toList();
    }

    @Test
    void everyPage() throws Exception {
        var url =
                kind == DatabaseKind.POSTGRES ? Optional.of(DatabaseKind.freshPostgresUrl()) : Optional.<String>empty();
        var amounts = Amounts.divided(DIVIDED_BY);
        long began = System.nanoTime();
        LargeHub.Filled filled;
        // Nothing runs by itself while it is filled.
        try (var hub = Hub.open(folder, url)) {
            filled = LargeHub.fill(hub, folder, amounts, Instant.now());
        }
        var config = ConfigForTests.in(folder)
                .database(url)
                .adminToken(TOKEN)
                .quarantine(1L << 30)
                .config();
        try (var hub = Running.start(config, Clock.systemUTC(), _ -> new VerdictFileVerifier());
                var visits = new PageVisits(hub.address(), TOKEN)) {
            visits.webhook(filled.busy().name()).ifPresent(id -> LargeHub.tell(hub.app(), id, Instant.now()));
            System.out.printf(
                    Locale.ROOT,
                    "%n%s: %,d repositories, %,d pull requests, %,d comments, %,d test results in %,d runs; filled in"
                            + " %.0f s%n",
                    kind,
                    amounts.repositories(),
                    amounts.pulls(),
                    amounts.comments(),
                    amounts.results(),
                    amounts.runs(),
                    (System.nanoTime() - began) / 1e9);
            var targets = Targets.of(hub, filled).stream()
                    .filter(target -> target.path().contains(ONLY))
                    .toList();
            var measured = new ArrayList<PageVisits.Measured>();
            for (var target : targets) {
                measured.add(visits.measure(target));
                System.out.println(measured.getLast().line());
            }
            var slow = measured.stream().filter(one -> one.p99() > 50).toList();
            System.out.printf(
                    Locale.ROOT,
                    "%d of %d take more than 50 ms at the 99th percentile; the worst p50 is %.1f ms%n",
                    slow.size(),
                    measured.size(),
                    measured.stream()
                            .mapToDouble(PageVisits.Measured::p50)
                            .max()
                            .orElse(0));
            if (SECONDS > 0) System.out.println(visits.sustained(targets, RATE, SECONDS));
        }
    }
}
