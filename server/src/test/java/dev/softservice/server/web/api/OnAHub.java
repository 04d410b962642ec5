package dev.softservice.server.web.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.softservice.server.web.HubForTests;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** What asks a hub of its own over its API. */
abstract class OnAHub {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path data;

    HubForTests hub;

    @BeforeEach
    void open() {
        hub = new HubForTests(data);
    }

    @AfterEach
    void close() {
        hub.close();
    }

    Path data() {
        return data;
    }

    static JsonNode json(HttpResponse<String> reply) throws IOException {
        assertThat(reply.statusCode()).as(reply.body()).isBetween(200, 499);
        return JSON.readTree(reply.body());
    }
}
