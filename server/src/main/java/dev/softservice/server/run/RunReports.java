package dev.softservice.server.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.softservice.runner.evidence.RungsModule;
import dev.softservice.runner.model.Report;
import dev.softservice.server.core.RunId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** How reports, and what is behind a failure's one line, are written and read. */
final class RunReports {
    private static final String REPORT = "report.json";
    private static final String REASONS = "reasons.txt";
    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .addModule(new RungsModule())
            .build();

    private final RunFiles files;

    RunReports(RunFiles files) {
        this.files = files;
    }

    /** Durable when this returns. */
    void write(RunId run, Report report) {
        try {
            files.write(run, REPORT, JSON.writeValueAsBytes(report));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    Optional<Report> read(RunId run) {
        return files.find(run, REPORT).map(file -> {
            try (var in = file.open()) {
                return JSON.readValue(in, Report.class);
            } catch (JsonProcessingException damaged) {
                throw new UncheckedIOException("report of run " + run + ": " + damaged.getOriginalMessage(), damaged);
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        });
    }

    /** What is behind a failure's one line, such as the log lines of that moment. */
    void writeReasons(RunId run, List<String> reasons) {
        files.write(run, REASONS, String.join("\n", reasons).getBytes(StandardCharsets.UTF_8));
    }

    List<String> readReasons(RunId run) {
        return files.find(run, REASONS)
                .map(file -> {
                    try (var in = file.open()) {
                        return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                                .lines()
                                .toList();
                    } catch (IOException failed) {
                        throw new UncheckedIOException(failed);
                    }
                })
                .orElse(List.of());
    }
}
