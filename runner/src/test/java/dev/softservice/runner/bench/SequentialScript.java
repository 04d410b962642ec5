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
import java.util.List;
import java.util.Map;

/** What a careful person writes by hand for the benchmark's distro: one step after the other, health asked for every 20 ms. */
final class SequentialScript implements AutoCloseable {
    private final DockerClient client;
    private final String hub;

    SequentialScript(String hub) {
        this.hub = hub;
        var config = DefaultDockerClientConfig.createDefaultConfigBuilder().build();
        client = DockerClientImpl.getInstance(config, new ZerodepDockerHttpClient.Builder().dockerHost(config.getDockerHost()).sslConfig(config.getSSLConfig()).build());
    }

    /** Milliseconds from nothing to the test's verdict; everything is removed afterwards, off the clock. */
    long run(String image) throws InterruptedException {
        long begin = System.nanoTime();
        var labels = Map.of("dev.softservice.hub", hub, "dev.softservice.run", "script");
        var network = client.createNetworkCmd().withName(hub + "-script").withInternal(true).withLabels(labels).exec().getId();
        var store = start(network, image, labels, "store", "perl", "/opt/store.pl");
        awaitHealthy(store, 5000);
        var web = start(network, image, labels, "web", "perl", "/opt/httpd.pl");
        awaitHealthy(web, 80);
        var test = start(network, image, labels, "test", "perl", "-MIO::Socket::INET", "-e", "sleep 1; exit !IO::Socket::INET->new('web:80')");
        int code = client.waitContainerCmd(test).exec(new WaitContainerResultCallback()).awaitStatusCode();
        client.logContainerCmd(test).withStdOut(true).withStdErr(true).withTailAll().exec(new ResultCallback.Adapter<Frame>()).awaitCompletion();
        long took = (System.nanoTime() - begin) / 1_000_000;
        if (code != 0) throw new AssertionError("the script's test exited with " + code);
        for (var container : List.of(test, web, store)) client.removeContainerCmd(container).withForce(true).withRemoveVolumes(true).exec();
        client.removeNetworkCmd(network).exec();
        return took;
    }

    private String start(String network, String image, Map<String, String> labels, String name, String... command) {
        var id = client.createContainerCmd(image).withName(hub + "-" + name).withLabels(labels).withHostName(name).withAliases(name).withEnv("SITE=bench")
                .withHostConfig(new HostConfig().withNetworkMode(network)).withCmd(command).exec().getId();
        client.startContainerCmd(id).exec();
        return id;
    }

    private void awaitHealthy(String container, int port) throws InterruptedException {
        while (true) {
            var exec = client.execCreateCmd(container).withAttachStdout(true).withAttachStderr(true)
                    .withCmd("perl", "-MIO::Socket::INET", "-e", "exit !IO::Socket::INET->new('127.0.0.1:" + port + "')").exec().getId();
            client.execStartCmd(exec).exec(new ResultCallback.Adapter<Frame>()).awaitCompletion();
            if (client.inspectExecCmd(exec).exec().getExitCodeLong() == 0) return;
            Thread.sleep(20);
        }
    }

    void awaitNothingLeft() {
        var filter = List.of("dev.softservice.hub=" + hub);
        while (!client.listContainersCmd().withShowAll(true).withLabelFilter(filter).exec().isEmpty()
                || !client.listNetworksCmd().withFilter("label", filter).exec().isEmpty()) Thread.onSpinWait();
    }

    @Override
    public void close() throws IOException {
        client.close();
    }
}
