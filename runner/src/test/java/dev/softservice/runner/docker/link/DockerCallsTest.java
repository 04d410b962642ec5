package dev.softservice.runner.docker.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.PidsStatsConfig;
import dev.softservice.runner.engine.EngineException;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How failures of calls to the engine are told apart. */
@Timeout(60)
class DockerCallsTest {
    private static final String WHAT = "list things";

    private static EngineException failing(Exception cause) {
        return catchThrowableOfType(
                EngineException.class,
                () -> DockerCalls.unguarded(WHAT, () -> {
                    throw cause;
                }));
    }

    @Test
    void anEngineThatIsNotThereIsABrokenPlatform() {
        var failed = failing(new IOException("Connection refused"));
        assertThat(failed).hasMessage("the container engine could not list things: Connection refused");
        assertThat(DockerCalls.isUnreadable(failed)).isFalse();
    }

    @Test
    void anAnswerThatSaysNoIsLeftToTheCaller() {
        assertThatThrownBy(() -> DockerCalls.unguarded(WHAT, () -> {
                    throw new NotFoundException("no such thing");
                }))
                .isInstanceOf(NotFoundException.class);
    }

    @Test
    void aFullDiskIsTheOperators() {
        assertThat(failing(new DockerException("write x: no space left on device", 500)))
                .hasMessage("the container engine's disk is full: list things");
    }

    /** Podman 4.3 counts so where it has no counter. */
    @Test
    void aNumberThatNoTypeHoldsIsUnreadable() {
        var unreadable = catchThrowableOfType(
                IOException.class,
                () -> new ObjectMapper().readValue("{\"current\": 18446744073709551615}", PidsStatsConfig.class));
        assertThat(DockerCalls.isUnreadable(failing(new RuntimeException(unreadable))))
                .isTrue();
    }

    @Test
    void anInterruptIsNoFailureOfTheEngine() {
        assertThatThrownBy(() -> DockerCalls.unguarded(WHAT, () -> {
                    throw new RuntimeException(new ClosedByInterruptException());
                }))
                .isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void anEngineThatDoesNotAnswerIsGivenUp() {
        try (var calls = new DockerCalls(Duration.ofMillis(1), _ -> Optional.empty())) {
            assertThatThrownBy(() -> calls.call(WHAT, () -> {
                        new CountDownLatch(1).await();
                        return "never";
                    }))
                    .isInstanceOf(EngineException.class)
                    .hasMessageEndingWith("s: list things")
                    .hasMessageStartingWith("the container engine did not answer within");
        }
        assertThat(Thread.interrupted()).as("the interrupt was the call's own").isFalse();
    }

    @Test
    void howTheEngineWasAskedExplainsAFailureOnlyUntilItHasAnswered() throws Exception {
        try (var calls = new DockerCalls(Duration.ofMinutes(1), _ -> Optional.of("the socket is not there"))) {
            assertThatThrownBy(() -> calls.call(WHAT, () -> {
                        throw new IOException("no such file");
                    }))
                    .hasMessage("the socket is not there");
            assertThat(calls.call(WHAT, () -> "answer")).isEqualTo("answer");
            assertThatThrownBy(() -> calls.call(WHAT, () -> {
                        throw new IOException("reset");
                    }))
                    .hasMessage("the container engine could not list things: reset");
        }
    }
}
