package dev.softservice.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each payload becomes exactly the event beside it; {@code -Dgolden.update=true} writes the events anew. */
class PayloadGoldenTest {
    static Stream<Path> payloads() {
        return Payloads.all();
    }

    @ParameterizedTest
    @MethodSource("payloads")
    void becomesTheEventThatStandsBesideIt(Path payload) throws IOException {
        ForgeKind kind = Payloads.kind(payload);
        Receipt receipt = Payloads.forge(kind)
                .receive(Payloads.signed(kind, Payloads.event(payload), Payloads.bytes(payload)), Payloads.SECRET);

        assertThat(receipt).isInstanceOf(Receipt.Accepted.class);
        String event = lines(((Receipt.Accepted) receipt).event());
        Path golden = payload.resolveSibling(payload.getFileName() + ".golden");
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(golden, event);
        }
        assertThat(event).isEqualTo(Files.readString(golden));
    }

    /** The event's name, then a line a field. */
    private static String lines(ForgeEvent event) {
        return event.toString()
                        .replaceAll("\\w+=(RemotePull|Words|Head)\\[", "")
                        .replaceAll("[\\[,]? ?\\b(\\w+)=", "\n  $1: ")
                        .replaceAll("\\[?]+(?=\n|$)", "")
                + "\n";
    }
}
