package dev.softservice.runner.bench;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.WaitContainerResultCallback;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What a careful person writes by hand with docker-java: one step after the other, health asked for every 20 ms, none of the sandbox's limits. */
final class ScriptContender implements Contender {
    private static final long PAUSE = 20;

    private final Stage stage;
    private final DockerClient client;

    ScriptContender(Stage stage) {
        this.stage = stage;
        var config = DefaultDockerClientConfig.createDefaultConfigBuilder().build();
        client = DockerClientImpl.getInstance(
                config,
                new ZerodepDockerHttpClient.Builder()
                        .dockerHost(config.getDockerHost())
                        .sslConfig(config.getSSLConfig())
                        .maxConnections(100)
                        .build());
    }

    @Override
    public String name() {
        return "sequential docker-java";
    }

    @Override
    public Cycle cycle(String id) throws InterruptedException {
        long begin = System.nanoTime();
        var labels = Map.of("dev.softservice.hub", stage.hub(), "dev.softservice.run", id);
        var network = client.createNetworkCmd()
                .withName(id)
                .withInternal(true)
                .withLabels(labels)
                .exec()
                .getId();
        var store = start(id, labels, "store", "redis-server", "--save", "", "--bind", "0.0.0.0");
        awaitHealthy(store, "redis-cli", "ping");
        var web = start(id, labels, "web", "nginx", "-g", "daemon off;");
        awaitHealthy(web, "curl", "-fsS", "http://127.0.0.1/");
        var test = start(id, labels, "test", "curl", "-fsS", "http://web/");
        int code = client.waitContainerCmd(test)
                .exec(new WaitContainerResultCallback())
                .awaitStatusCode();
        client.logContainerCmd(test)
                .withStdOut(true)
                .withStdErr(true)
                .withTailAll()
                .exec(new ResultCallback.Adapter<Frame>())
                .awaitCompletion();
        long verdict = System.nanoTime() - begin;
        if (code != 0) throw new IllegalStateException("the script's test exited with " + code);
        for (var container : List.of(test, web, store))
            client.removeContainerCmd(container)
                    .withForce(true)
                    .withRemoveVolumes(true)
                    .exec();
        client.removeNetworkCmd(network).exec();
        return new Cycle(Duration.ofNanos(verdict), Duration.ofNanos(System.nanoTime() - begin));
    }

    private String start(String id, Map<String, String> labels, String name, String... command) {
        var container = client.createContainerCmd(stage.image())
                .withName(id + "-" + name)
                .withLabels(labels)
                .withHostName(name)
                .withAliases(name)
                .withHostConfig(new HostConfig().withNetworkMode(id))
                .withCmd(command)
                .exec()
                .getId();
        client.startContainerCmd(container).exec();
        return container;
    }

    private void awaitHealthy(String container, String... check) throws InterruptedException {
        while (true) {
            var exec = client.execCreateCmd(container)
                    .withAttachStdout(true)
                    .withAttachStderr(true)
                    .withCmd(check)
                    .exec()
                    .getId();
            client.execStartCmd(exec).exec(new ResultCallback.Adapter<Frame>()).awaitCompletion();
            if (client.inspectExecCmd(exec).exec().getExitCodeLong() == 0) return;
            Thread.sleep(PAUSE);
        }
    }

    @Override
    public void close() {
        try {
            client.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
