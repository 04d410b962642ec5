package dev.softservice.runner.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The tab key, pressed in a bash that believes to be in a terminal. {@code softservice} there is a function that prints its arguments. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CompletionTest {
    private static final Pattern CALLED = Pattern.compile("\ncalled(.*)\r\n");

    @TempDir
    Path folder;
    private Process bash;
    private final StringBuilder seen = new StringBuilder();

    @BeforeEach
    void open() throws IOException, InterruptedException {
        assumeTrue(new ProcessBuilder("sh", "-c", "script --version && bash --version").start().waitFor() == 0, "bash and util-linux' script are needed");
        Files.writeString(folder.resolve("completion.sh"), new Shell(folder).type("completion", "bash").out());
        for (var name : new String[] {"my wiki", "other", "test", "home/installations/team-wiki", "home/installations/calendar"}) Files.createDirectories(folder.resolve(name));
        Files.writeString(folder.resolve("report.xml"), "");
        Files.writeString(folder.resolve("rc"), """
                PS1='ready> '
                bind 'set bell-style none'
                bind 'set enable-bracketed-paste off'
                softservice() { printf called; printf '<%s>' "$@"; echo; }
                source completion.sh
                """);
        var builder = new ProcessBuilder("script", "-qec", "bash --noprofile --rcfile rc -i", "/dev/null").directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().put("TERM", "dumb");
        builder.environment().put("COLUMNS", "200");
        builder.environment().put("SOFTSERVICE_HOME", folder.resolve("home").toString());
        bash = builder.start();
        readUntil(Pattern.compile("ready> "));
    }

    @AfterEach
    void close() {
        if (bash != null) bash.destroyForcibly();
    }

    private String readUntil(Pattern pattern) throws IOException {
        while (true) {
            var found = pattern.matcher(seen);
            if (found.find()) {
                var whole = found.group(found.groupCount());
                seen.delete(0, found.end());
                return whole;
            }
            var some = new byte[1_000];
            int count = bash.getInputStream().read(some);
            if (count < 0) throw new AssertionError("bash ended: " + seen);
            seen.append(new String(some, 0, count, StandardCharsets.UTF_8));
        }
    }

    /** The arguments that come of what is typed, tabs among it. */
    private String typed(String keys) throws IOException {
        bash.getOutputStream().write(("softservice " + keys + "\n").getBytes(StandardCharsets.UTF_8));
        bash.getOutputStream().flush();
        var called = readUntil(CALLED);
        readUntil(Pattern.compile("ready> "));
        return called;
    }

    @Test
    void theTabKeyCompletesCommandsOptionsFilesFoldersAndInstallations() throws IOException {
        assertThat(typed("val\t")).isEqualTo("<validate>");
        assertThat(typed("te\t--ju\tre\t")).isEqualTo("<test><--junit><report.xml>");
        assertThat(typed("test --junit=re\t")).isEqualTo("<test><--junit=report.xml>");
        assertThat(typed("test my\t")).isEqualTo("<test><my wiki/>");
        assertThat(typed("test --keep test --att\tot\t")).as("a folder that is called as a command is").isEqualTo("<test><--keep><test><--attachments><other/>");
        assertThat(typed("test --with samples/x=ot\t")).isEqualTo("<test><--with><samples/x=other/>");
        assertThat(typed("test --hub https://hub.example.org ot\t")).isEqualTo("<test><--hub><https://hub.example.org><other/>");
        assertThat(typed("export co\tot\t -o ot\t")).isEqualTo("<export><compose><other/><-o><other/>");
        assertThat(typed("graph --format=do\t")).isEqualTo("<graph><--format=dot>");
        assertThat(typed("graph --format me\t")).isEqualTo("<graph><--format><mermaid>");
        assertThat(typed("validate --compose rep\trep\t")).isEqualTo("<validate><--compose><report.xml><report.xml>");
        assertThat(typed("status te\t--off\t")).isEqualTo("<status><team-wiki><--offline>");
        assertThat(typed("logs -f ca\t")).isEqualTo("<logs><-f><calendar>");
        assertThat(typed("uninstall ca\t--da\t")).isEqualTo("<uninstall><calendar><--data>");
        assertThat(typed("completion z\t")).isEqualTo("<completion><zsh>");
    }

    @Test
    void whereNothingIsKnownNothingIsOffered() throws IOException {
        assertThat(typed("test --set re\t")).isEqualTo("<test><--set><re>");
        assertThat(typed("test --hub re\t")).isEqualTo("<test><--hub><re>");
        assertThat(typed("logs re\t")).as("no installation, and no file").isEqualTo("<logs><re>");
        assertThat(typed("nosuch re\t")).isEqualTo("<nosuch><re>");
    }

    @Test
    void theScriptForZshLoadsWhatBashCompletionsNeed() {
        var zsh = new Shell(folder).type("completion", "zsh").out();
        assertThat(zsh).contains("autoload -Uz bashcompinit && bashcompinit\n").endsWith("complete -o default -F _softservice softservice\n");
        assertThat(new Shell(folder).type("completion", "bash").out()).doesNotContain("bashcompinit &&");
    }
}
