package dev.softservice.runner.engine;

import dev.softservice.runner.plan.ContainerPlan;
import dev.softservice.runner.plan.PlannedTest;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The networks, containers and volumes of one run or installation. Containers are named as in the plan. Interrupting a call ends it;
 * a broken engine is an {@link EngineException}.
 */
public interface Environment extends AutoCloseable {
    /**
     * Gets ready in the background what {@link #up} needs no image for, and returns at once. Leaving it out costs time only.
     *
     * @param tests  those that will be run
     * @param domain whose runs may live, one after the other, in what is got ready, each finding it as if it were new; empty: nobody's
     */
    default void prepare(List<PlannedTest.Run> tests, String domain) {}

    /** From nothing to healthy: everything that can be goes on at the same time. For an installation, what is there and unchanged stays. */
    Provisioned up(Narrator narrator) throws InterruptedException;

    /** Runs a command in a running container; what it prints is kept up to 64 KiB. */
    Executed exec(String container, List<String> command, Duration timeout) throws InterruptedException;

    /** Runs a container of its own inside the environment to its end. */
    Finished run(PlannedTest.Run test, Narrator narrator) throws InterruptedException;

    /** Where this process can connect to reach {@code host:port} as the environment's own members see it; unknown names and dead services are IOExceptions. */
    InetSocketAddress address(String host, int port) throws IOException, InterruptedException;

    /**
     * Where this process can connect to reach a TCP port that the plan publishes, as this machine's users would; empty: the engine's loopback is not this process's. A port that the plan does not
     * publish is an IllegalArgumentException, a service that is not running an IOException.
     */
    Optional<InetSocketAddress> published(String host, int port) throws IOException, InterruptedException;

    /** Each container that should be running and is not. */
    List<Incident> fallen();

    /** Whether {@code host:port} accepts a connection now, as {@link #address} finds it. */
    boolean accepts(String host, int port) throws InterruptedException;

    /**
     * What has happened to containers that run, since they were healthy or since this was asked last: an end after which the engine started one again, a process inside that the kernel
     * ended for its memory, a healthcheck that turned, be it for a while. What {@link #kill} and {@link #cutPower} do is none of it. Soon told: all but the first is known by then.
     */
    List<Incident> incidents() throws InterruptedException;

    /** As {@link #incidents}, and the kernel is asked what it has ended for its memory, which no engine needs to tell while a container runs: before what runs is taken away. */
    List<Incident> lastIncidents() throws InterruptedException;

    /** As {@link #incidents}; stands for a moment first, and asks every container once more how it is. */
    List<Incident> lateIncidents() throws InterruptedException;

    /**
     * One sentence for each running container, a test's included, that a limit which ends nothing holds: of processor time, most of its time, or of processes. Takes seconds: to be asked where
     * time was over.
     */
    List<String> held() throws InterruptedException;

    /**
     * Kills what runs in a container (SIGKILL) and starts it again with the same volumes. What the kernel had ended in it for its memory before is told with the next {@link #incidents}; others that end because of it are started again as well, as the restart
     * policy of an installation would. Returns once everything is healthy again, each within its own limit, or the first that is not.
     */
    Provisioned kill(String container) throws InterruptedException;

    /** As {@link #kill}, of all containers that run on at the same moment, as where the power is cut; jobs that have ended are not run again. */
    Provisioned cutPower() throws InterruptedException;

    /** What each container that runs keeps where nothing of the distro is mounted. */
    List<OwnFiles> ownFiles() throws InterruptedException;

    /** The last lines that a container has printed since the last {@link #kill} of any, or since it was started. */
    List<String> said(String container) throws InterruptedException;

    /**
     * Stops every container within its grace period and takes containers and networks away; the volumes stay. It is over then, and another environment of the same run
     * may be brought up over the same volumes.
     */
    void down() throws InterruptedException;

    /** Takes everything away by force, volumes too; saved copies of them stay. It is over then, as after {@link #down}, which may go before. */
    void destroy() throws InterruptedException;

    /** Its run's volumes; what writes to them has to be down. */
    Volumes volumes();

    /** Hands the removal of a run off and returns; leaves an installation, and a run to be kept, as it is. */
    @Override
    void close();

    /**
     * @param container by name
     * @param excused   worth a note and no more: its manifest expects it, or it came of what was done to another container
     * @param sentence  names the container and says what happened, and why it is excused
     */
    record Incident(String container, boolean excused, String sentence) {}

    sealed interface Provisioned {}

    record Healthy() implements Provisioned {}

    /** @param reason one line naming container, expectation and what came; {@code tail}: its last log lines */
    record Unhealthy(String container, String reason, List<String> tail) implements Provisioned {}

    /** @param exit empty: still running when time was over */
    record Executed(Optional<Integer> exit, String output) {}

    /**
     * @param exit    empty: killed because its time was over
     * @param limit   a limit that the container met, such as {@code memory limit of 512 MiB}; where its time was over, one that may be why
     * @param found   what it left under the test's results
     * @param tail    the last lines that it printed
     */
    record Finished(Optional<Integer> exit, Optional<String> limit, Found found, List<String> tail, Duration took) {}

    /**
     * @param folder  where was looked, as the container names it; empty: nowhere
     * @param others  the size in bytes of every other regular file there, by its path
     * @param named   what of those the reports name as attachments holds, by path, as far as it is small enough
     * @param links   what has a report's name and is a link to something else than a report that was read; no link is followed
     */
    record Found(
            String folder,
            List<ReportFile> reports,
            Map<String, Long> others,
            Map<String, byte[]> named,
            List<String> links) {
        public static final Found NOTHING = new Found("", List.of(), Map.of());

        /** Without attachments. */
        public Found(String folder, List<ReportFile> reports, Map<String, Long> others) {
            this(folder, reports, others, Map.of(), List.of());
        }
    }

    /**
     * @param truncated it was longer than what is read
     * @param older     than the container that it was found in: it came with the image, or keeps the date of another file
     */
    record ReportFile(String path, byte[] content, boolean truncated, boolean older) {
        /** Written by its container. */
        public ReportFile(String path, byte[] content, boolean truncated) {
            this(path, content, truncated, false);
        }
    }

    /** For plans whose containers are looked up by name. */
    static ContainerPlan named(List<ContainerPlan> containers, String name) {
        return containers.stream()
                .filter(container -> container.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no container " + name));
    }
}
