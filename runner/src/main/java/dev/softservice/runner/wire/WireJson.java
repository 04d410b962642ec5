package dev.softservice.runner.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.softservice.runner.evidence.RungsModule;
import java.io.IOException;

/** Writes and reads the messages as JSON in UTF-8. */
public final class WireJson {
    private static final JsonMapper JSON =
            JsonMapper.builder().addModule(new RungsModule()).build();

    private WireJson() {}

    public static byte[] write(Object message) {
        try {
            return JSON.writeValueAsBytes(message);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** What is no such message is an {@link IOException} whose text says where. */
    public static <T> T read(byte[] bytes, Class<T> type) throws IOException {
        var message = JSON.readValue(bytes, type);
        if (message == null) throw new IOException("null is no message");
        return message;
    }
}
