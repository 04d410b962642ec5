package dev.softservice.runner.output;

import dev.softservice.runner.engine.Narrator;
import dev.softservice.runner.model.LogLine;
import dev.softservice.runner.model.Progress;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Cuts what containers print into lines. A reader that throws is not called again; {@link #failure} says why. */
public final class Lines implements Narrator {
    private static final int LONGEST = 16 << 10;

    private final Consumer<LogLine> to;
    private final Thread reader = Thread.currentThread();
    private final Map<String, ByteArrayOutputStream> open = new HashMap<>();
    private java.util.Optional<RuntimeException> failure = java.util.Optional.empty();

    public Lines(Consumer<LogLine> to) {
        this.to = to;
    }

    @Override
    public synchronized void output(String source, LogLine.Stream stream, byte[] chunk) {
        var line = open.computeIfAbsent(stream + source, _ -> new ByteArrayOutputStream());
        for (byte b : chunk) {
            if (b == '\n') end(source, stream, line);
            else if (line.size() < LONGEST) line.write(b);
        }
        if (chunk.length == 0 && line.size() > 0) end(source, stream, line);
    }

    private void end(String source, LogLine.Stream stream, ByteArrayOutputStream line) {
        var text = line.toString(StandardCharsets.UTF_8).stripTrailing();
        line.reset();
        if (failure.isPresent()) return;
        try {
            to.accept(new LogLine(Clock.systemUTC().instant(), source, stream, text));
        } catch (RuntimeException nobodyReads) {
            failure = java.util.Optional.of(nobodyReads);
            reader.interrupt();
        }
    }

    @Override
    public void progress(Progress what) {}

    public synchronized java.util.Optional<RuntimeException> failure() {
        return failure;
    }
}
