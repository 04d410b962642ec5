package dev.softservice.server.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.softservice.runner.files.AttachmentFolder;
import dev.softservice.runner.model.Report;
import dev.softservice.server.core.RunId;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;

/** The files of runs: {@code runs/ab/ID/events.jsonl} and {@code report.json}; and a scratch folder for the tree under test. */
public final class RunFiles {
    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .addModule(new RungsModule())
            .build();

    private final Path runs;
    private final Path work;

    public RunFiles(Path runs, Path work) {
        this.runs = runs;
        this.work = work;
    }

    /** The last two hex digits of the id spread the runs over 256 folders. */
    private Path folder(RunId run) {
        return runs.resolve("%02x".formatted(run.value() & 0xff)).resolve(run.toString());
    }

    Path events(RunId run) {
        return folder(run).resolve("events.jsonl");
    }

    /** Makes the run's folder where it is missing. */
    Path eventsForWriting(RunId run) {
        try {
            return Files.createDirectories(folder(run)).resolve("events.jsonl");
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Durable when this returns. */
    void writeReport(RunId run, Report report) {
        try {
            write(run, "report.json", JSON.writeValueAsBytes(report));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private void write(RunId run, String name, byte[] content) {
        try {
            var folder = Files.createDirectories(folder(run));
            var half = folder.resolve(name + ".new");
            // Not a channel: closing one by an interrupt would lose the report of a cancelled run.
            try (var file = new RandomAccessFile(half.toFile(), "rw")) {
                file.setLength(0);
                file.write(content);
                file.getFD().sync();
            }
            Files.move(half, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Where what the tests of a run's present attempt attach is kept; what an earlier one left is gone. */
    AttachmentFolder freshAttachments(RunId run) {
        var folder = folder(run).resolve("attachments");
        try {
            clear(folder);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return new AttachmentFolder(folder);
    }

    /** A file that a test of a run attached, by the name that it is kept under. */
    Optional<Path> attachment(RunId run, String file) {
        return Optional.of(file)
                .filter(name -> name.matches(AttachmentFolder.NAME))
                .map(name -> folder(run).resolve("attachments").resolve(name))
                .filter(path -> Files.isRegularFile(path, java.nio.file.LinkOption.NOFOLLOW_LINKS));
    }

    /** What is behind a failure's one line, such as the log lines of that moment; kept beside the report. */
    void writeReasons(RunId run, List<String> reasons) {
        write(run, "reasons.txt", String.join("\n", reasons).getBytes(StandardCharsets.UTF_8));
    }

    List<String> readReasons(RunId run) {
        try {
            return Files.readAllLines(folder(run).resolve("reasons.txt"));
        } catch (NoSuchFileException none) {
            return List.of();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    Optional<Report> readReport(RunId run) {
        try {
            return Optional.of(JSON.readValue(Files.readAllBytes(folder(run).resolve("report.json")), Report.class));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (JsonProcessingException damaged) {
            throw new UncheckedIOException("report of run " + run + ": " + damaged.getOriginalMessage(), damaged);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Where the tree of one attempt is put, if it has to be. */
    Path source(String name) {
        return work.resolve(name);
    }

    /** That folder, made empty. */
    Path freshSource(String name) {
        try {
            var source = source(name);
            clear(source);
            return Files.createDirectories(source);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Removes a folder with all that is in it; never follows a symbolic link out of it. */
    public static void clear(Path folder) throws IOException {
        if (!Files.exists(folder, java.nio.file.LinkOption.NOFOLLOW_LINKS)) return;
        try (var all = Files.walk(folder)) {
            for (var path : all.sorted(java.util.Comparator.reverseOrder()).toList()) Files.deleteIfExists(path);
        }
    }

    /** Empties the scratch folder: nothing in it outlives a hub. */
    public void clearWork() {
        try (var left = Files.list(work)) {
            for (var folder : left.toList()) clear(folder);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
