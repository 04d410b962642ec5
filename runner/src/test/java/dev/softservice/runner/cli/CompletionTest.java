package dev.softservice.runner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.runner.testing.Needs;
import dev.softservice.runner.testing.Packages;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** The tab key, pressed in a shell that believes to be in a terminal. {@code softservice} there is a function that prints its arguments. */
@ParameterizedClass
@ValueSource(strings = {"bash", "zsh"})
@Timeout(value = 600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CompletionTest {
    private static final String RC = """
        unset HISTFILE
        PS1='ready> '
        %s
        softservice() { printf called; printf '<%%s>' "$@"; echo; }
        source ./completion.sh
        """;
    private static final Pattern CALLED = Pattern.compile("\ncalled(.*)\r\n");

    @Parameter
    String shell = "";

    @TempDir
    Path folder;

    private Process process;
    private final StringBuilder seen = new StringBuilder();

    @BeforeAll
    static void installZsh() throws IOException, InterruptedException {
        if (!there("zsh")) Packages.install("zsh");
    }

    private static boolean there(String program) throws IOException, InterruptedException {
        return new ProcessBuilder("sh", "-c", "command -v " + program)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
    }

    @BeforeEach
    void open() throws IOException, InterruptedException {
        boolean able = there(shell) && there("script");
        Needs.that(able, shell + ", and script of util-linux, are needed: apt-get install " + shell + " bsdutils");
        Files.writeString(
                folder.resolve("completion.sh"),
                new Shell(folder).type("completion", shell).out());
        for (var name :
                new String[] {"my wiki", "other", "test", "home/installations/team-wiki", "home/installations/calendar"
                }) Files.createDirectories(folder.resolve(name));
        Files.writeString(folder.resolve("report.xml"), "");
        Files.writeString(folder.resolve(".zshrc"), RC.formatted("unset zle_bracketed_paste; unsetopt prompt_sp beep"));
        Files.writeString(
                folder.resolve(".bashrc"),
                RC.formatted("bind 'set bell-style none'; bind 'set enable-bracketed-paste off'"));
        var command = shell.equals("zsh") ? "zsh -d -i" : "bash --noprofile --rcfile .bashrc -i";
        var builder = new ProcessBuilder("script", "-qec", command, "/dev/null")
                .directory(folder.toFile())
                .redirectErrorStream(true);
        builder.environment()
                .putAll(Map.of(
                        "TERM",
                        "dumb",
                        "COLUMNS",
                        "200",
                        "HOME",
                        folder.toString(),
                        "ZDOTDIR",
                        folder.toString(),
                        "SOFTSERVICE_HOME",
                        folder.resolve("home").toString()));
        process = builder.start();
        readUntil(Pattern.compile("ready> "));
    }

    @AfterEach
    void close() {
        if (process == null) return;
        for (var one : process.descendants().toList()) {
            one.destroyForcibly();
            one.onExit().join();
        }
        process.destroyForcibly().onExit().join();
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
            int count = process.getInputStream().read(some);
            if (count < 0) throw new AssertionError(shell + " ended: " + seen);
            seen.append(new String(some, 0, count, StandardCharsets.UTF_8));
        }
    }

    /** The arguments that come of what is typed, tabs among it; without a slash at their end, which zsh takes back when the line is entered. */
    private String typed(String keys) throws IOException {
        process.getOutputStream().write(("softservice " + keys + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
        var called = readUntil(CALLED);
        readUntil(Pattern.compile("ready> "));
        return called.replace("/>", ">");
    }

    @Test
    void theTabKeyCompletesCommandsOptionsFilesFoldersAndInstallations() throws IOException {
        assertThat(typed("val\t")).isEqualTo("<validate>");
        assertThat(typed("te\t--ju\tre\t")).isEqualTo("<test><--junit><report.xml>");
        assertThat(typed("test --junit=re\t")).isEqualTo("<test><--junit=report.xml>");
        assertThat(typed("test my\t")).isEqualTo("<test><my wiki>");
        assertThat(typed("test --keep test --att\tot\t"))
                .as("a folder that is called as a command is")
                .isEqualTo("<test><--keep><test><--attachments><other>");
        assertThat(typed("test --with samples/x=ot\t")).isEqualTo("<test><--with><samples/x=other>");
        assertThat(typed("test --hub https://hub.example.org ot\t"))
                .isEqualTo("<test><--hub><https://hub.example.org><other>");
        assertThat(typed("export co\tot\t -o ot\t")).isEqualTo("<export><compose><other><-o><other>");
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
}
