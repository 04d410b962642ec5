package dev.softservice.runner.install;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.manifest.composition.DistroAddress;
import dev.softservice.manifest.composition.ReleaseSource.Available;
import dev.softservice.runner.OtherProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CacheTrimTest {
    private static final long ROOMY = 1L << 40;

    @TempDir
    private Path folder;

    private ReleaseShelf shelf;
    private DistroAddress address;

    @BeforeEach
    void open() throws IOException {
        shelf = new ReleaseShelf(folder.resolve("page"));
        for (var version : List.of("1.0.0", "1.1.0"))
            shelf.release(version, Map.of("softservice.yaml", "softservice: v1", "page", version));
        address = DistroAddress.of("file://" + folder.resolve("page"), Optional.empty())
                .orElseThrow();
    }

    @AfterEach
    void close() {
        shelf.close();
    }

    private Path cache() {
        return folder.resolve("cache");
    }

    private static Clock in(int days) {
        return Clock.offset(Clock.systemUTC(), Duration.ofDays(days));
    }

    private GitDistros distros(int days) {
        return new GitDistros(this::cache, in(days));
    }

    private Available release(String version) throws IOException {
        return distros(0).releases(address).stream()
                .filter(each -> each.version().equals(version))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whatNobodyHasUsedForThirtyDaysGoesAndIsFetchedAgainWhenWanted() throws IOException {
        var old = distros(0).folder(address, release("1.0.0"));
        var young = distros(20).folder(address, release("1.1.0"));

        assertThat(new CacheTrim(cache(), in(29), ROOMY).trim()).isZero();
        assertThat(new CacheTrim(cache(), in(40), ROOMY).trim()).isEqualTo(1);
        assertThat(old).doesNotExist();
        assertThat(young).as("used 20 days ago, and the repository with it").exists();
        assertThat(new CacheTrim(cache(), in(60), ROOMY).trim()).isEqualTo(2);
        assertThat(young).doesNotExist();
        assertThat(distros(0).folder(address, release("1.0.0")).resolve("page")).hasContent("1.0.0");
    }

    @Test
    void beyondItsSizeWhatWasUsedTheLongestAgoGoesButNothingOfToday() throws IOException {
        var old = distros(0).folder(address, release("1.0.0"));
        var young = distros(5).folder(address, release("1.1.0"));

        new CacheTrim(cache(), in(5), 1).trim();
        assertThat(old).doesNotExist();
        assertThat(young).as("some process may work with it").exists();
        new CacheTrim(cache(), in(7), 1).trim();
        assertThat(young).doesNotExist();
        try (var left = Files.walk(cache())) {
            assertThat(left.filter(each -> each.toString().contains(".gone"))).isEmpty();
        }
    }

    @Test
    void aProcessAtWorkIsNotDisturbed() throws IOException {
        var tree = distros(0).folder(address, release("1.0.0"));
        var lock = tree.getParent().resolveSibling("lock");
        var holder = OtherProcess.start(OtherProcess.Holder.class, lock.toString());
        try {
            assertThat(holder.inputReader().readLine()).isEqualTo("waiting");
            assertThat(holder.inputReader().readLine()).isEqualTo("held");
            assertThat(new CacheTrim(cache(), in(40), ROOMY).trim()).isZero();
            assertThat(tree).exists();
        } finally {
            holder.destroyForcibly();
        }
    }

    @Test
    void twoProcessesFillOneCacheAtOnce() throws Exception {
        var processes = new ArrayList<Process>();
        for (int i = 0; i < 2; i++) {
            processes.add(OtherProcess.start(CacheUser.class, cache().toString(), address.url()));
        }
        for (var process : processes) {
            var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
            assertThat(process.exitValue()).as(said).isZero();
        }
    }
}
