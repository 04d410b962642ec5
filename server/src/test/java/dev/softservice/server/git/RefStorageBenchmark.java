package dev.softservice.server.git;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.TreeFormatter;
import org.junit.jupiter.api.Test;

/** What it costs to write and read refs as files and one packed file, and as JGit's reftable. {@code -Drefs=N}: how many there are already. */
class RefStorageBenchmark {
    private static final int THERE = Integer.getInteger("refs", 2_000);
    private static final int ROUNDS = Integer.getInteger("rounds", 15);

    @Test
    void ofEachWork() throws IOException {
        // On a disk: what is measured is mostly syncing.
        var on = Files.createTempDirectory(Path.of("target"), "refs");
        System.out.println("| work | files, ms | reftable, ms |\n|---|---|---|");
        HostIsolation.install();
        try (var files = repository(on.resolve("files"), false);
                var tables = repository(on.resolve("reftable"), true)) {
            print("a push that moves one ref", files, tables, (repository, round) -> move(repository, round, 1));
            print("a push that moves six refs", files, tables, (repository, round) -> move(repository, round, 6));
            print("a push of 200 new refs", files, tables, (repository, round) -> make(repository, round, 200));
            print(
                    "reading all refs",
                    files,
                    tables,
                    (repository, _) ->
                            repository.getRefDatabase().getRefsByPrefix("refs/").size());
            print(
                    "reading one ref",
                    files,
                    tables,
                    (repository, _) -> repository.exactRef("refs/heads/b7").getObjectId());
        }
    }

    private interface Work {
        Object of(FileRepository repository, int round) throws IOException;
    }

    private static void print(String name, FileRepository files, FileRepository tables, Work work) throws IOException {
        var times = new double[2][ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            for (int which : round % 2 == 0 ? new int[] {0, 1} : new int[] {1, 0}) {
                var began = System.nanoTime();
                work.of(which == 0 ? files : tables, round);
                times[which][round] = (System.nanoTime() - began) / 1e6;
            }
        }
        System.out.printf("| %s | %.2f | %.2f |%n", name, median(times[0]), median(times[1]));
    }

    private static double median(double[] times) {
        Arrays.sort(times);
        return times[times.length / 2];
    }

    private static FileRepository repository(Path place, boolean reftable) throws IOException {
        var repository = new FileRepository(place.toFile());
        repository.create(true);
        if (reftable) repository.convertRefStorage("reftable", false, false);
        var changes = new ArrayList<RefChange>();
        var commit = commit(repository, 0);
        for (int i = 0; i < THERE; i++)
            changes.add(new RefChange("refs/heads/b" + i, Optional.empty(), Optional.of(commit)));
        Refs.moveAll(repository, changes, "start");
        return repository;
    }

    private static boolean move(FileRepository repository, int round, int refs) throws IOException {
        var to = commit(repository, 1_000 * refs + round);
        var changes = new ArrayList<RefChange>();
        for (int i = 0; i < refs; i++) {
            var ref = "refs/heads/b" + i;
            changes.add(new RefChange(ref, Refs.read(repository, ref), Optional.of(to)));
        }
        return Refs.moveAll(repository, changes, "push");
    }

    private static boolean make(FileRepository repository, int round, int refs) throws IOException {
        var to = commit(repository, 1_000_000 + round);
        List<RefChange> changes = new ArrayList<>();
        for (int i = 0; i < refs; i++)
            changes.add(new RefChange("refs/heads/new" + round + "-" + i, Optional.empty(), Optional.of(to)));
        return Refs.moveAll(repository, changes, "push");
    }

    private static ObjectId commit(FileRepository repository, int number) throws IOException {
        try (var inserter = repository.newObjectInserter()) {
            var commit = new CommitBuilder();
            commit.setTreeId(inserter.insert(new TreeFormatter()));
            var who = new PersonIdent("Ada", "ada@example.org");
            commit.setAuthor(who);
            commit.setCommitter(who);
            commit.setMessage("change " + number);
            var id = inserter.insert(commit);
            inserter.flush();
            return id;
        }
    }
}
