package dev.softservice.server.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.softservice.server.core.Refusal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(DatabaseKind.class)
class DatabaseTest {
    private final DatabaseKind kind;
    private Database database;

    DatabaseTest(DatabaseKind kind) {
        this.kind = kind;
    }

    @BeforeEach
    void open(@TempDir Path folder) {
        database = Database.open(kind.fresh(folder));
    }

    @AfterEach
    void close() {
        database.close();
    }

    private static void insert(Handle handle, String name) {
        handle.createUpdate("insert into account (name, role, created_at) values (:name, 'READER', 0)")
                .bind("name", name)
                .execute();
    }

    private long accounts() {
        return database.read(handle -> handle.createQuery("select count(*) from account")
                .mapTo(Long.class)
                .one());
    }

    @Test
    void whatThrowsLeavesNothingBehind() {
        assertThatThrownBy(() -> database.run(handle -> {
                    insert(handle, "ann");
                    throw new IllegalArgumentException("changed my mind");
                }))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(accounts()).isZero();
    }

    @Test
    void anErrorOfTheVirtualMachineStopsNoLaterWrite() {
        // In a thread of its own: no interrupt cuts the wait for a write short.
        assertTimeoutPreemptively(Duration.ofSeconds(30), () -> {
            assertThatThrownBy(() -> database.run(handle -> handle.afterCommit(() -> {
                        throw new StackOverflowError("meant");
                    })))
                    .hasRootCauseInstanceOf(StackOverflowError.class);
            database.run(handle -> insert(handle, "ann"));
        });
        assertThat(accounts()).isEqualTo(1);
    }

    @Test
    void oneThatFailsInABatchDoesNotTakeTheOthersWithIt() throws Exception {
        var latch = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            threads.submit(() -> database.run(_ -> await(latch)));
            var writes = IntStream.range(0, 50)
                    .mapToObj(i -> threads.submit(() -> database.run(handle -> {
                        insert(handle, "account" + i);
                        if (i % 5 == 0) insert(handle, "account" + i);
                    })))
                    .toList();
            latch.countDown();
            for (int i = 0; i < writes.size(); i++) {
                var write = writes.get(i);
                if (i % 5 == 0) assertThatThrownBy(write::get).hasMessageMatching("(?si).*unique.*");
                else write.get();
            }
        }
        assertThat(accounts()).isEqualTo(40);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    @Test
    void anErrorInTheWorkReachesItsCallerAndTheWriterLivesOn() {
        assertThatThrownBy(() -> database.run(_ -> {
                    throw new StackOverflowError("deep");
                }))
                .hasRootCauseInstanceOf(StackOverflowError.class);
        database.run(handle -> insert(handle, "ann"));
        assertThat(accounts()).isEqualTo(1);
    }

    @Test
    void aReaderCannotWrite() {
        assertThatThrownBy(() -> database.read(handle -> {
                    insert(handle, "ann");
                    return "";
                }))
                .hasMessageMatching("(?s).*(readonly|read-only|query_only).*");
        assertThat(accounts()).isZero();
    }

    @Test
    void aWriteInsideAWriteIsAMistakeThatIsTold() {
        assertThatThrownBy(() -> database.run(_ -> database.run(handle -> insert(handle, "ann"))))
                .hasMessageContaining("a write inside a write");
    }

    @Test
    void anInterruptedThreadStillLearnsWhatBecameOfItsWrite() {
        Thread.currentThread().interrupt();
        database.run(handle -> insert(handle, "ann"));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(accounts()).isEqualTo(1);
    }

    @Test
    void openingMigratesAnEmptyOneAndAnotherTimeKeepsWhatIsThere(@TempDir Path folder) {
        var dialect = kind.empty(folder);
        try (var first = Database.open(dialect)) {
            first.run(handle -> insert(handle, "ann"));
        }
        try (var second = Database.open(dialect)) {
            assertThat(second.<Long>read(handle -> handle.createQuery("select count(*) from account")
                            .mapTo(Long.class)
                            .one()))
                    .isEqualTo(1);
        }
    }

    @Test
    void whoComesAfterTheCloseIsToldToTryAgain() {
        database.close();
        assertThatThrownBy(() -> database.run(handle -> insert(handle, "ann")))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.kind()).isEqualTo(Refusal.Kind.BUSY));
    }
}
