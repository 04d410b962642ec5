package dev.softservice.runner.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Dockerfiles are written by strangers. */
class DockerfileTest {
    @Test
    void aHealthcheckThatIsTakenAwayIsKnownWhereItIsWritten() {
        var file = Dockerfile.parse("""
            FROM a AS checked
            HEALTHCHECK CMD true
            FROM checked as Off
            healthcheck none
            FROM --platform=linux/amd64 off
            RUN true
            FROM checked AS last
            """);
        assertThat(file.hasNoHealthcheck(Optional.empty())).isFalse();
        assertThat(file.hasNoHealthcheck(Optional.of("OFF"))).isTrue();
        assertThat(file.hasNoHealthcheck(Optional.of("2"))).isTrue();
        assertThat(file.hasNoHealthcheck(Optional.of("checked"))).isFalse();
        assertThat(Dockerfile.parse("FROM a\nHEALTHCHECK NONE\n").hasNoHealthcheck(Optional.empty()))
                .isTrue();
        assertThat(Dockerfile.parse("FROM a\n").hasNoHealthcheck(Optional.empty()))
                .isFalse();
        assertThat(Dockerfile.parse("HEALTHCHECK NONE\n").hasNoHealthcheck(Optional.empty()))
                .isTrue();
    }

    private static Dockerfile dockerfile(String text) {
        return Dockerfile.parse(text);
    }

    @Test
    void theBasesOfADockerfileAreFoundWithoutItsStages() {
        var text = """
            # syntax comment
            ARG TAG=12
            ARG OTHER
            ARG WHOLE=mirror.example/$TAG
            FROM --platform=linux/amd64 debian:${TAG} AS Build
            FROM scratch AS empty
            FROM build
            FROM \\
              # in between
              $OTHER
            FROM "php:${VERSION:-8}"
            FROM $WHOLE
            COPY --from=build /a /b
            COPY --from=nginx:1 /a /b
            COPY --from=0 /a /b
            """;
        assertThat(dockerfile(text)
                        .names(Map.of("OTHER", "alpine:3"), _ -> List.of())
                        .images())
                .containsExactly("debian:12", "alpine:3", "php:8", "mirror.example/12", "nginx:1");
    }

    @Test
    void whatItNamesMakesWayForTheExactImagesAndNothingElseChanges() {
        var debian = "debian@sha256:" + "1".repeat(64);
        var nginx = "nginx@sha256:" + "2".repeat(64);
        var bases = Map.of("debian:12", new ImagePlan.Pulled(debian), "nginx", new ImagePlan.Pulled(nginx));
        assertThat(Dockerfile.pinned("""
            # escape=`
            # not kept
            ARG TAG=12
            from --platform=linux/amd64 debian:$TAG AS nginx
            RUN echo debian:12 nginx `
              && true
            FROM `
              "debian:${TAG}"
            COPY --from=nginx /a /b
            COPY <<EOF /x
            # kept
            FROM debian:12
            EOF
            FROM alpine
            """, Map.of(), bases)).isEqualTo("""
                # escape=`
                ARG TAG=12
                from --platform=linux/amd64 %1$s AS nginx
                RUN echo debian:12 nginx   && true
                FROM   %1$s
                COPY --from=nginx /a /b
                COPY <<EOF /x
                # kept
                FROM debian:12
                EOF
                FROM alpine
                """.formatted(debian));
        assertThat(Dockerfile.pinned("FROM debian:12\nCOPY --from=nginx /a /b\n", Map.of(), bases))
                .isEqualTo("FROM " + debian + "\nCOPY --from=" + nginx + " /a /b\n");
    }

    @Test
    void aMountMakesWayTooAndWhatIsInDoubtStays() {
        var nginx = new ImagePlan.Pulled("nginx@sha256:" + "2".repeat(64));
        assertThat(Dockerfile.pinned(
                        "FROM scratch\nRUN --network=none --mount=type=bind,from=nginx,\\\"target=/a\\ b,c\\\" x\n",
                        Map.of(),
                        Map.of("nginx", nginx)))
                .isEqualTo("FROM scratch\nRUN --network=none --mount=type=bind,from=" + nginx.reference()
                        + ",\\\"target=/a\\ b,c\\\" x\n");
        var doubtful = "# here\nFROM nginx\nCOPY --from=$X /a /b\n";
        assertThat(Dockerfile.pinned(doubtful, Map.of(), Map.of("nginx", nginx)))
                .isEqualTo(doubtful);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ADD http://169.254.169.254/latest/meta-data/ /x",
                "add HTTPS://example.org/x /x",
                "ADD --chown=1:1 https://example.org/x /x",
                "ADD [\"a\", \"http://127.0.0.1:8080/\", \"/x\"]",
                "AD\\\nD http://127.0.0.1/ /x",
                "ADD \\\n# a comment\n  http://127.0.0.1/ /x",
                "ADD ht\\\ntp://127.0.0.1/ /x",
                "ARG WHERE=http://127.0.0.1/\nADD $WHERE /x",
                "ARG A=tp://127.0.0.1/\nADD ht${A} /x",
                "ADD \"http://127.0.0.1/\" /x",
                "ADD a http://127.0.0.1/ /x",
                "ONBUILD ADD http://127.0.0.1/ /x",
                "ADD git@example.org:x.git /x",
                "ADD git://example.org/x.git /x"
            })
    void whatTheEngineItselfWouldFetchIsRefused(String instruction) {
        assertThat(dockerfile("FROM debian\n" + instruction).refusal())
                .hasValueSatisfying(reason -> assertThat(reason)
                        .containsIgnoringCase("ADD")
                        .contains("fetch it by RUN")
                        .hasLineCount(1));
    }

    @Test
    void anEscapeCharacterOfItsOwnHidesNothing() {
        assertThat(dockerfile("# escape=`\nFROM debian\nAD`\nD http://127.0.0.1/ /x")
                        .refusal())
                .isPresent();
        assertThat(dockerfile("FROM debian\n# escape=`\nAD\\\nD http://127.0.0.1/ /x")
                        .refusal())
                .as("too late to be a directive")
                .isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ADD site.tar.gz /x",
                "ADD ./$NAME.tar /x",
                "COPY http /x",
                "RUN curl http://example.org/",
                "ADD httpd.conf /etc/",
                "ENV URL=http://example.org/",
                "# ADD http://x/ /y"
            })
    void filesOfTheRepositoryAreNot(String instruction) {
        assertThat(dockerfile("FROM debian\n" + instruction).refusal()).isEmpty();
    }

    @Test
    void stepsThatRunACommandAreSeen() {
        assertThat(dockerfile("FROM debian\nCOPY a /a\nCMD [\"/a\"]").runs()).isFalse();
        assertThat(dockerfile("FROM debian\nrun true").runs()).isTrue();
        assertThat(dockerfile("FROM debian\nRU\\\nN true").runs()).isTrue();
        assertThat(Dockerfile.ofTriggers(List.of("RUN true")).runs()).isTrue();
    }
}
