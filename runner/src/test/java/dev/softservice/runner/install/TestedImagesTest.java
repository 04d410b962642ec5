package dev.softservice.runner.install;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TestedImagesTest {
    private static final String DIGEST = "@sha256:" + "0123456789abcdef".repeat(4);

    private static String tested(String reference, String repository) {
        return TestedImages.tested(reference, repository + DIGEST);
    }

    @Test
    void aTagMakesWayForTheDigestOfTheSameRepository() {
        assertThat(tested("nginx:1.27", "nginx")).isEqualTo("nginx" + DIGEST);
        assertThat(tested("nginx", "nginx")).isEqualTo("nginx" + DIGEST);
        assertThat(tested("docker.io/library/nginx:1.27", "nginx")).isEqualTo("docker.io/library/nginx" + DIGEST);
        assertThat(tested("registry.example.org:5000/team/app:2", "registry.example.org:5000/team/app")).isEqualTo("registry.example.org:5000/team/app" + DIGEST);
        assertThat(tested("registry.example.org:5000/team/app", "registry.example.org:5000/team/app")).isEqualTo("registry.example.org:5000/team/app" + DIGEST);
    }

    @Test
    void whatIsNoSuchDigestChangesNothing() {
        assertThat(TestedImages.tested("nginx:1.27", "")).isEqualTo("nginx:1.27");
        assertThat(TestedImages.tested("nginx:1.27", "sha256:" + "0".repeat(64))).as("an id on the hub's engine").isEqualTo("nginx:1.27");
        assertThat(tested("nginx:1.27", "mirror.example/nginx")).as("another repository may not have it").isEqualTo("nginx:1.27");
        assertThat(tested("nginx@sha256:" + "1".repeat(64), "nginx")).as("the author's own digest").isEqualTo("nginx@sha256:" + "1".repeat(64));
    }
}
