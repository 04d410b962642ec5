package dev.softservice.runner.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** How this process reaches what an environment's members listen on, whatever the way there is. */
public abstract class ConnectionContract extends EngineBench {
    /** Says how much came, once all has come. */
    private static final String COUNT = LISTEN.replace(
            "print $c qq(hello", "my $n = 0; while (my $r = sysread $c, my $b, 65536) { $n += $r } print $c qq($n");

    @Test
    void thisProcessReachesAPortOfAMember() throws Exception {
        try (var environment = up(member("store", "perl", "-e", LISTEN).listening(5000))) {
            assertThat(greeting(environment.address("store", 5000)))
                    .as("the end included, which is the member's")
                    .isEqualTo("hello\n");
            assertThatThrownBy(() -> environment.address("nobody", 80))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("there is no host 'nobody'");
            environment.destroy();
        }
    }

    @Test
    void eitherSideOfAConnectionMayEndItsPartFirst() throws Exception {
        try (var environment = up(member("store", "perl", "-e", COUNT).listening(5000));
                var socket = new Socket()) {
            socket.connect(environment.address("store", 5000), Math.toIntExact(SOON.toMillis()));
            socket.setSoTimeout(Math.toIntExact(SOON.toMillis()));
            socket.getOutputStream().write(new byte[300_000]);
            socket.shutdownOutput();
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo("300000\n");
            environment.destroy();
        }
    }
}
