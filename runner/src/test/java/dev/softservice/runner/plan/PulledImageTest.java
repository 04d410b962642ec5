package dev.softservice.runner.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PulledImageTest {
    private static final String DIGEST = "@sha256:" + "0123456789abcdef".repeat(4);

    private static String tested(String reference, String repository) {
        return tested(reference, repository, DIGEST);
    }

    private static String tested(String reference, String repository, String digest) {
        return new ImagePlan.Pulled(reference).at(repository + digest).reference();
    }

    @Test
    void aTagMakesWayForTheDigestOfTheSameRepository() {
        assertThat(tested("nginx:1.27", "nginx")).isEqualTo("nginx" + DIGEST);
        assertThat(tested("nginx", "nginx")).isEqualTo("nginx" + DIGEST);
        assertThat(tested("docker.io/library/nginx:1.27", "nginx")).isEqualTo("docker.io/library/nginx" + DIGEST);
        assertThat(tested("registry.example.org:5000/team/app:2", "registry.example.org:5000/team/app"))
                .isEqualTo("registry.example.org:5000/team/app" + DIGEST);
        assertThat(tested("registry.example.org:5000/team/app", "registry.example.org:5000/team/app"))
                .isEqualTo("registry.example.org:5000/team/app" + DIGEST);
    }

    @Test
    void whatIsNoSuchDigestChangesNothing() {
        assertThat(tested("nginx:1.27", "", "")).isEqualTo("nginx:1.27");
        assertThat(tested("nginx:1.27", "sha256:", "0".repeat(64)))
                .as("an id on the hub's engine")
                .isEqualTo("nginx:1.27");
        assertThat(tested("nginx:1.27", "mirror.example/nginx"))
                .as("another repository may not have it")
                .isEqualTo("nginx:1.27");
        assertThat(tested("nginx@sha256:" + "1".repeat(64), "nginx"))
                .as("the author's own digest")
                .isEqualTo("nginx@sha256:" + "1".repeat(64));
    }

    @Test
    void whatIsBuiltIsBuiltOnTheDigestsThatWereRecordedForTheNamesInItsDockerfile() {
        var built = new ImagePlan.Built(Path.of("x"), ".", "Dockerfile", Map.of(), Optional.empty());
        var recorded = Map.of(
                "debian:12",
                "debian" + DIGEST,
                "nginx",
                "sha256:" + "0".repeat(64),
                "php:8",
                "mirror.example/php" + DIGEST,
                "bad",
                "bad@sha256:0 AS x");
        assertThat(built.on(recorded).bases())
                .containsOnly(Map.entry("debian:12", new ImagePlan.Pulled("debian" + DIGEST)));
        assertThat(built.on(Map.of())).isEqualTo(built);
    }

    @Test
    void oneImageMayHaveComeFromSeveralRegistries() {
        var pulled = new ImagePlan.Pulled("registry.example.org:5000/team/app:2");
        assertThat(pulled.isOf("registry.example.org:5000/team/app" + DIGEST)).isTrue();
        assertThat(pulled.isOf("mirror.example/team/app" + DIGEST)).isFalse();
        assertThat(new ImagePlan.Pulled("nginx" + DIGEST).isOf("docker.io/library/nginx" + DIGEST))
                .isTrue();
        assertThat(pulled.isOf("sha256:" + "0".repeat(64))).isFalse();
    }
}
