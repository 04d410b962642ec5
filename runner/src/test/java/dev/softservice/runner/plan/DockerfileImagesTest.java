package dev.softservice.runner.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every image that a Dockerfile can name is found, or the Dockerfile is refused. */
class DockerfileImagesTest {
    private static Dockerfile.Names names(String text) {
        return Dockerfile.parse(text).names(Map.of("GIVEN", "given:1"), _ -> List.of());
    }

    private static Arguments row(String text, String... images) {
        return Arguments.of(text, List.of(images));
    }

    static Stream<Arguments> grammar() {
        return Stream.of(
                // FROM
                row("FROM a", "a"),
                row("from\ta\tas\tX\nFROM x", "a"),
                row("FROM --platform=linux/amd64 a AS x\nFROM x AS y\nFROM Y", "a"),
                row(
                        "FROM reg.example:5000/team/a:1@sha256:" + "1".repeat(64),
                        "reg.example:5000/team/a:1@sha256:" + "1".repeat(64)),
                row("FROM scratch"),
                row("FROM scratch AS a\nFROM a"),
                row("FROM a\nFROM b AS a\nFROM a", "a", "b"),
                row("FROM docker:24", "docker:24"),
                row("FROM a\\b", "ab"),
                // ARG
                row("ARG A=a\nFROM $A", "a"),
                row("ARG A=a B=b\nFROM ${A}\nFROM ${B}", "a", "b"),
                row("ARG A\nFROM ${A:-x}", "x"),
                row("ARG A=\nFROM ${A:-x}", "x"),
                row("ARG A=\nFROM x${A-y}", "x"),
                row("FROM ${A-y}", "y"),
                row("ARG A=1\nFROM a${A:+:2}", "a:2"),
                row("FROM a${A:+:2}", "a"),
                row("ARG A=1\nFROM ${B:-b:${A}}", "b:1"),
                row("ARG GIVEN=a\nFROM $GIVEN", "given:1"),
                row("ARG GIVEN\nFROM $GIVEN", "given:1"),
                row("ARG A='a'\nARG B=\"$A:1\"\nFROM \"$B\"", "a:1"),
                row("ARG A=a\nFROM $A AS one\nARG A=b\nFROM $A", "a"),
                // COPY and ADD
                row("FROM scratch\nCOPY --from=a /x /y", "a"),
                row("FROM scratch\nCOPY --chown=1:1 --link --from=a /x /y", "a"),
                row("FROM scratch\ncopy\t--chown='1 1'\t--from=\"a:1\" --chmod=1 [\"/x\", \"/y\"]", "a:1"),
                row("FROM scratch\nADD --chown=1 --from=a /x /y", "a"),
                row("FROM scratch\nCOPY /x --from=a /y"),
                row("FROM scratch\nCOPY -- --from=a /y"),
                row("FROM a AS one\nFROM scratch\nCOPY --from=ONE / /\nCOPY --from=0 / /", "a"),
                row("FROM scratch\nCOPY --from=a / /\nFROM b", "a", "b"),
                // RUN
                row("FROM scratch\nRUN --mount=from=a,target=/x true", "a"),
                row("FROM scratch\nRUN --mount=type=bind,source=/,target=/x,FROM=a true", "a"),
                row(
                        "FROM scratch\n"
                                + "RUN --network=none --mount=type=tmpfs,target=/t --mount=type=cache,from=a,target=/c"
                                + " --mount=target=/x,from=b true",
                        "a",
                        "b"),
                row("FROM scratch\nRUN --mount=\\\"from=a\\\",\\\"target=/x,y\\\" true", "a"),
                row("FROM scratch\nRUN --mount='type=bind,\"from=a\",target=/x' true", "a"),
                row(
                        "FROM a AS one\n"
                                + "FROM scratch\n"
                                + "RUN --mount=from=one,target=/x true\n"
                                + "RUN --mount=from=0,target=/x true",
                        "a"),
                row("FROM scratch\nRUN echo --mount=from=a"),
                row("FROM scratch\nCMD --from=a\nENV X=\"COPY --from=a\"\nLABEL x=--mount=from=a"),
                // ONBUILD: carried out by what is built on the stage, and only then
                row("FROM scratch\nONBUILD COPY --from=a / /"),
                row("FROM scratch AS one\nONBUILD COPY --from=a / /\nFROM one", "a"),
                row("FROM scratch AS one\nonbuild  run --mount=from=a,target=/x true\nFROM one AS two\nFROM two", "a"),
                row("FROM b AS helper\nFROM scratch AS one\nONBUILD COPY --from=helper / /\nFROM one", "b"),
                // lines
                row("\uFEFFFROM a", "a"),
                row("FROM a\r\nCOPY \\\r\n --from=b \\\r\n / /\r\n", "a", "b"),
                row("FR\\\nOM \\\n# FROM c\n\n   # FROM d\n  a", "a"),
                row("FROM a \\ \t\nAS x\nFROM x", "a"),
                row("# FROM b\n  # FROM c\nFROM a\n#COPY --from=d / /", "a"),
                row("# syntax=docker/dockerfile:1\n# escape=`\nFROM `\na\nRUN dir c:\\\nFROM b", "a", "b"),
                row("# escape = \\\nFROM \\\na", "a"),
                row("# x\n# just=a comment\nFROM a\nRUN x \\\nFROM b", "a"),
                row("FROM a\nRUN true \\\f\nFROM b", "a", "b"),
                row("FROM a\nRUN true \\\u00a0\nFROM b", "a", "b"),
                row("FROM a\n# x\rFROM b", "a"),
                row("FROM a\nRUN a \\", "a"),
                // here-documents
                row("FROM a\nRUN <<EOF\nFROM b\nCOPY --from=c / /\nEOF\nFROM d", "a", "d"),
                row("FROM a\nCOPY <<EOF /x\n# FROM b \\\nFROM c\nEOF\nCOPY --from=d / /", "a", "d"),
                row("FROM a\nCOPY --from=e <<'A' <<-\"B\" /x\nFROM b\nA\nFROM c\n\t\tB\nFROM d", "a", "e", "d"),
                row("FROM a\nRUN cat <<EOF | sh\nFROM b\n EOF\nEOF\nFROM d", "a", "d"),
                row("FROM a\nRUN echo \"<<EOF\" $((1<<2)) <<< x\nFROM b", "a", "b"),
                row("FROM a\nENV X=1 <<EOF\nFROM b", "a", "b"),
                row("FROM a\nONBUILD RUN <<EOF\nFROM b\nEOF\nFROM d", "a", "d"));
    }

    @ParameterizedTest
    @MethodSource("grammar")
    void everyImageIsFoundAndNothingElse(String text, List<String> images) {
        assertThat(names(text)).as(text).isEqualTo(new Dockerfile.Names(images, Optional.empty()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "FROM $A",
                "FROM",
                "FROM a b",
                "FROM a AS",
                "FROM a:${TARGETARCH}",
                "ARG TARGETARCH=x\nFROM a:${TARGETARCH}",
                "FROM ${GIVEN:-a}",
                "ARG A=a\nARG A\nFROM $A",
                "ARG A=${B#x}\nFROM $A",
                "ARG A=a\nFROM ${A/a/b}",
                "FROM ${A:?none}",
                "FROM ${A",
                "FROM 'a",
                "ARG 'A=1\nFROM a",
                "ARG $A=b\nFROM a",
                "FROM 0",
                "FROM Upper",
                "FROM oci-archive:x",
                "FROM docker-image://a",
                "FROM a\nCOPY --from=$A / /",
                "FROM a\nCOPY --from=1 / /",
                "FROM a\nCOPY --from=99999999999 / /",
                "FROM a AS b\nCOPY --from=b / /",
                "FROM a AS b\nRUN --mount=from=later,target=/x true\nFROM c AS later",
                "FROM a\nRUN --mount=from=$A,target=/x true",
                "FROM a\nRUN --mount=from=b,from=c,target=/x true",
                "FROM a\nRUN --mount=\\\"from=b true",
                "FROM a\nONBUILD FROM b",
                "FROM a\nONBUILD ONBUILD RUN true",
                "FROM a AS one\nONBUILD COPY --from=x / /\nFROM one\nFROM b AS x\nFROM one",
                "# check=skip=all\n# escape=`\nFROM a",
                " # escape=`\nFROM a",
                "# escape=x\nFROM a",
                "# escape=`\n# escape=\\\nFROM a",
                "FROM a\nRUN echo \\\\\nFROM b",
                "FROM a\nRUN <<EOF\nFROM b",
                "FROM a\nRUN <<$EOF\nFROM b\n$EOF",
                "FROM a\nRUN <<RUN\nFROM b\nRUN",
                "FROM a\nRUN <<EOF\nFROM b\nRUN echo \\\nEOF",
                "FROM a\nRUN <<EOF\nFROM b\nRUN echo \\\n\n# x\nEOF",
                "FROM a\nRUN it's <<EOF\nFROM b\nEOF",
                "FROM a\nRUN [ <<EOF ]\nFROM b\nEOF"
            })
    void whatCanNotBeToldIsSaidInOneLine(String text) {
        assertThat(names(text).doubt())
                .as(text)
                .hasValueSatisfying(doubt -> assertThat(doubt)
                        .startsWith("can't tell which image the Dockerfile names: ")
                        .hasLineCount(1));
    }

    @Test
    void whatAnImageTriggersIsCarriedOutAtTheFromThatNamesIt() {
        var text = "FROM b AS helper\nFROM onbuild:1\nFROM scratch\nCOPY --from=onbuild:1 / /\n";
        assertThat(Dockerfile.parse(text)
                        .names(
                                Map.of(),
                                image -> image.equals("onbuild:1")
                                        ? List.of("COPY --from=helper / /", "run --mount=from=c,target=/x true")
                                        : List.of()))
                .isEqualTo(new Dockerfile.Names(List.of("b", "onbuild:1", "c"), Optional.empty()));
        for (var trigger :
                List.of("COPY --from=$X / /", "FROM x", "RUN true\nFROM x", "ONBUILD RUN true", "COPY --from=7 / /"))
            assertThat(Dockerfile.parse("FROM a")
                            .names(Map.of(), _ -> List.of(trigger))
                            .doubt())
                    .as(trigger)
                    .isPresent();
    }

    @Test
    void namesThatGrowWithoutEndAndEndlessTriggersAreRefused() {
        var growing = new StringBuilder("ARG A0=aaaaaaaa\n");
        for (int i = 1; i < 60; i++) growing.append("ARG A%1$d=$A%2$d$A%2$d\n".formatted(i, i - 1));
        assertThat(names(growing + "FROM $A59").doubt()).isPresent();
        assertThat(names("FROM " + "${A:-".repeat(20_000)).doubt()).isPresent();
        assertThat(names("FROM a AS x\n" + "ONBUILD RUN true\n".repeat(2_000) + "FROM x\n".repeat(2_000))
                        .doubt())
                .isPresent();
    }
}
