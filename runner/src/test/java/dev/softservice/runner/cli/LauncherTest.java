package dev.softservice.runner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher script in a house of cardboard: a JDK and a Maven that only say what they were asked. */
class LauncherTest {
    @TempDir
    Path folder;

    private Path house = Path.of("unset");

    @BeforeEach
    void build() throws IOException {
        house = folder.resolve("the house");
        Files.createDirectories(house.resolve("server/target/lib"));
        Files.createDirectories(house.resolve("server/src/main/java"));
        Files.copy(Path.of("../softservice"), house.resolve("softservice"));
        executable(house.resolve("softservice"), Files.readString(house.resolve("softservice")));
        Files.writeString(house.resolve("pom.xml"), "<project/>");
        Files.writeString(house.resolve("server/src/main/java/Main.java"), "class Main {}");
        jar(Instant.now().plusSeconds(60));
        jdk("jdk 25", "25.0.1");
        jdk("jdk 17", "17.0.15");
        executable(
                folder.resolve("bin/mvn"),
                "#!/bin/sh\n"
                        + "echo mvn \"$@\" >&2\n"
                        + "if [ -e fail ]; then exit 1; fi\n"
                        + "echo built > server/target/softservice.jar\n");
    }

    private void jdk(String name, String version) throws IOException {
        executable(
                folder.resolve(name).resolve("bin/java"), "#!/bin/sh\nfor word in \"$@\"; do echo \"<$word>\"; done\n");
        Files.writeString(
                folder.resolve(name).resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
    }

    private void jar(Instant made) throws IOException {
        var jar = house.resolve("server/target/softservice.jar");
        Files.writeString(jar, "jar");
        Files.setLastModifiedTime(jar, FileTime.from(made));
    }

    private static void executable(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private record Ran(int exit, List<String> out, List<String> err) {}

    private Ran run(Map<String, String> environment, Path script, String... words)
            throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(script.toString()));
        command.addAll(List.of(words));
        var err = folder.resolve("err");
        var builder = new ProcessBuilder(command).directory(folder.toFile()).redirectError(err.toFile());
        builder.environment().clear();
        builder.environment()
                .putAll(Map.of(
                        "PATH",
                        folder.resolve("bin") + ":/usr/bin:/bin",
                        "HOME",
                        folder.resolve("home").toString()));
        builder.environment().putAll(environment);
        var process = builder.start();
        process.getOutputStream().close();
        var out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        return new Ran(process.waitFor(), out, Files.readAllLines(err));
    }

    private Map<String, String> jdk25() {
        return Map.of("SOFTSERVICE_JAVA", folder.resolve("jdk 25").toString());
    }

    @Test
    void handsOverEveryWordUnchangedFromAnywhereThroughALink() throws Exception {
        Files.createDirectories(folder.resolve("links"));
        Files.createSymbolicLink(folder.resolve("links/ss"), Path.of("../links/second"));
        Files.createSymbolicLink(folder.resolve("links/second"), house.resolve("softservice"));
        var ran = run(jdk25(), folder.resolve("links/ss"), "install", "a b", "", "@file", "*");
        assertThat(ran.exit()).isZero();
        assertThat(ran.err()).isEmpty();
        assertThat(ran.out())
                .containsSubsequence(
                        "<--enable-native-access=ALL-UNNAMED>",
                        "<-jar>",
                        "<" + house.toRealPath().resolve("server/target/softservice.jar") + ">",
                        "<install>",
                        "<a b>",
                        "<>",
                        "<@file>",
                        "<*>");
    }

    @Test
    void filesMayHaveAnyNameWhateverTheLocale() throws Exception {
        executable(folder.resolve("jdk 25/bin/java"), "#!/bin/sh\necho \"$LC_ALL\"\n");
        for (var locale : List.of(
                Map.<String, String>of(),
                Map.of("LC_ALL", "C"),
                Map.of("LANG", "de_DE@euro"),
                Map.of("LC_CTYPE", "POSIX", "LANG", "de_DE.UTF-8"))) {
            var environment = new java.util.HashMap<>(jdk25());
            environment.putAll(locale);
            assertThat(run(environment, house.resolve("softservice"), "status").out())
                    .as(locale.toString())
                    .containsExactly("C.UTF-8");
        }
        var environment = new java.util.HashMap<>(jdk25());
        environment.put("LANG", "de_DE.utf8");
        assertThat(run(environment, house.resolve("softservice"), "status").out())
                .as("a locale that has all letters stays")
                .containsExactly("");
    }

    @Test
    void takesJavaHomeWhereItIsNewEnough() throws Exception {
        assertThat(run(Map.of("JAVA_HOME", folder.resolve("jdk 25").toString()), house.resolve("softservice"), "status")
                        .exit())
                .isZero();
    }

    @Test
    void aJdkThatIsTooOldIsSaidInOneLine() throws Exception {
        var ran = run(
                Map.of("SOFTSERVICE_JAVA", folder.resolve("jdk 17").toString()),
                house.resolve("softservice"),
                "status");
        assertThat(ran.exit()).isEqualTo(3);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err()).singleElement().asString().contains("is not a JDK 25 or newer");
    }

    @Test
    void buildsOnceWhereSourcesAreNewerAndSaysSo() throws Exception {
        jar(Instant.now().minusSeconds(3_600));
        var ran = run(jdk25(), house.resolve("softservice"), "status");
        assertThat(ran.exit()).isZero();
        assertThat(ran.err()).hasSize(2).first().asString().contains("building");
        assertThat(ran.err().getLast()).isEqualTo("mvn -B -ntp -q -T 2 -Dmaven.artifact.threads=12 -Dprogram package");
        assertThat(ran.out()).as("what Maven says is not the command's output").noneMatch(line -> line.contains("mvn"));
        assertThat(run(jdk25(), house.resolve("softservice"), "status").err()).isEmpty();
    }

    @Test
    void aBuildThatFailsEndsIt() throws Exception {
        jar(Instant.now().minusSeconds(3_600));
        Files.writeString(house.resolve("fail"), "");
        var ran = run(jdk25(), house.resolve("softservice"), "status");
        assertThat(ran.exit()).isEqualTo(3);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err()).last().asString().contains("the build failed");
    }

    @Test
    void aHomeThatCannotBeWrittenIsNoReasonNotToStart() throws Exception {
        var environment = new java.util.HashMap<>(jdk25());
        environment.put("HOME", "/dev/null");
        assertThat(run(environment, house.resolve("softservice"), "status").out())
                .contains("<status>")
                .noneMatch(line -> line.contains("SharedArchiveFile"));
    }

    /** As root of a Debian, which the tests run as where this matters. */
    @Test
    void theDemosEngineIsSetUpWhileTheProgramIsBuilt() throws Exception {
        executable(folder.resolve("bin/id"), "#!/bin/sh\necho 0\n");
        executable(folder.resolve("bin/apt-get"), "#!/bin/sh\n");
        // Neither would end alone.
        executable(
                folder.resolve("bin/mvn"),
                "#!/bin/sh\n"
                        + "touch building; until [ -e engine ]; do sleep 0.05; done; echo built >"
                        + " server/target/softservice.jar\n");
        var setup = house.resolve("runner/src/main/resources/dev/softservice/runner/setup/engine.sh");
        executable(
                setup,
                "cd '" + house + "'; until [ -e building ]; do sleep 0.05; done; echo 12345 > \"$2\"; touch engine\n");
        executable(folder.resolve("jdk 25/bin/java"), "#!/bin/sh\ncat \"$SOFTSERVICE_ENGINE_PID_FILE\"\n");
        jar(Instant.now().minusSeconds(3_600));
        assertThat(run(jdk25(), house.resolve("softservice"), "demo").out()).containsExactly("12345");
    }

    @Test
    void anEngineThatWasStartedForTheDemoEndsWithABuildThatFails() throws Exception {
        executable(folder.resolve("bin/id"), "#!/bin/sh\necho 0\n");
        executable(folder.resolve("bin/apt-get"), "#!/bin/sh\n");
        executable(folder.resolve("bin/mvn"), "#!/bin/sh\nuntil [ -s engine ]; do sleep 0.05; done; exit 1\n");
        executable(
                house.resolve("runner/src/main/resources/dev/softservice/runner/setup/engine.sh"),
                "sleep 600 & echo $! > \"$2\"; cp \"$2\" '" + house + "/engine'; wait\n");
        jar(Instant.now().minusSeconds(3_600));
        assertThat(run(jdk25(), house.resolve("softservice"), "demo").exit()).isEqualTo(3);
        var engine = ProcessHandle.of(
                Long.parseLong(Files.readString(house.resolve("engine")).strip()));
        if (engine.isPresent()) engine.get().onExit().get(60, TimeUnit.SECONDS);
    }
}
