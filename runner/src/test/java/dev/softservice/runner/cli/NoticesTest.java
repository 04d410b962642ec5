package dev.softservice.runner.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.softservice.runner.install.StateFolder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NoticesTest {
    @TempDir
    Path folder;

    private Notices notices(Optional<String> command, Optional<String> mail) {
        var world = new Shell(folder)
                .with("PATH", folder.resolve("bin") + ":/usr/bin:/bin")
                .world(new ByteArrayOutputStream(), new ByteArrayOutputStream());
        return new Notices(world, new Notices.Ways(command, mail), new StateFolder(folder.resolve("home")));
    }

    private String told() throws IOException {
        var file = folder.resolve("told.txt");
        return Files.exists(file) ? Files.readString(file) : "";
    }

    @Test
    void aCommandIsToldOnceWhatLastsAndOnceThatItIsOver() throws Exception {
        var notices = notices(
                Optional.of("(echo $SOFTSERVICE_NAME $SOFTSERVICE_WHAT; cat; echo) >> told.txt"), Optional.empty());
        assertThat(notices.tell("wiki", Notices.What.FOLLOWS, "wiki 1 is the newest"))
                .isEmpty();
        assertThat(told()).isEmpty();
        for (int look = 0; look < 3; look++)
            assertThat(notices.tell("wiki", Notices.What.FAILED, "wiki: did not come up"))
                    .isEmpty();
        assertThat(told()).isEqualTo("wiki failed\nwiki: did not come up\n");
        for (int look = 0; look < 3; look++)
            assertThat(notices.tell("wiki", Notices.What.FOLLOWS, "wiki 2 is the newest"))
                    .isEmpty();
        assertThat(told()).endsWith("wiki follows\nwiki 2 is the newest\n").hasLineCount(4);
    }

    @Test
    void whatCouldNotBeToldIsToldTheNextTime() throws Exception {
        assertThat(notices(Optional.of("exit 3"), Optional.empty()).tell("wiki", Notices.What.FAILED, "broken"))
                .contains("sh ended with 3");
        assertThat(notices(Optional.of("cat > told.txt"), Optional.empty()).tell("wiki", Notices.What.FAILED, "broken"))
                .isEmpty();
        assertThat(told()).isEqualTo("broken");
    }

    @Test
    void mailGoesThroughTheSystemsSendmail() throws Exception {
        var sendmail = folder.resolve("bin/sendmail");
        Files.createDirectories(sendmail.getParent());
        Files.writeString(sendmail, "#!/bin/sh\necho \"$@\" > told.txt; cat >> told.txt\n");
        Files.setPosixFilePermissions(sendmail, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThat(notices(Optional.empty(), Optional.of("ops@example.org"))
                        .tell("wiki", Notices.What.UPGRADED, "wiki: upgraded 1 to 2\u001b[2J"))
                .isEmpty();
        assertThat(told())
                .startsWith("-t -i\nTo: ops@example.org\nSubject: softservice: wiki: upgraded\n")
                .contains("\n\nwiki: upgraded 1 to 2")
                .doesNotContain("\u001b");
    }

    @Test
    void anAddressThatCouldBringHeadersOfItsOwnIsRefused() {
        for (var address : new String[] {"ops", "a@b\nBcc: c@d", "a@b, c@d", "a b@c", "<a@b>"})
            assertThatThrownBy(() -> notices(Optional.empty(), Optional.of(address)))
                    .isInstanceOf(BadInput.class)
                    .hasMessageContaining("--mail");
    }
}
