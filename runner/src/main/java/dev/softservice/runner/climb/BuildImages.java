package dev.softservice.runner.climb;

import dev.softservice.runner.engine.Images;
import dev.softservice.runner.engine.Images.Broken;
import dev.softservice.runner.engine.Images.Ready;
import dev.softservice.runner.engine.Narrator;
import dev.softservice.runner.engine.Together;
import dev.softservice.runner.model.Outcome;
import dev.softservice.runner.plan.ContainerPlan;
import dev.softservice.runner.plan.ImagePlan;
import dev.softservice.runner.plan.Plan;
import dev.softservice.runner.plan.PlannedTest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;

/** Builds or finds every image of a plan, also those of its tests. */
public final class BuildImages {
    /** More at once only take turns on a small machine. */
    private static final int AT_ONCE = 2;

    private final Images images;
    private final Narrator narrator;

    public BuildImages(Images images, Narrator narrator) {
        this.images = images;
        this.narrator = narrator;
    }

    /**
     * What was made sure of, each a registry's digest where there is one, and else the id on this engine.
     *
     * @param images by container name
     * @param bases  what those that were built are built on, by the names in their Dockerfiles
     * @param volumes the folders that each declares as volumes, by container name
     */
    public record Made(Map<String, String> images, Map<String, String> bases, Map<String, Set<String>> volumes) {}

    public Outcome<Made> run(Plan plan) throws InterruptedException {
        var users = new LinkedHashMap<ImagePlan, List<String>>();
        containers(plan)
                .forEach(container -> users.computeIfAbsent(container.image(), _ -> new ArrayList<>())
                        .add(container.name()));
        var labels = plan.environment().scope().labels("build");
        var turns = new Semaphore(AT_ONCE);
        var found = new LinkedHashMap<String, String>();
        var bases = new TreeMap<String, String>();
        var volumes = new TreeMap<String, Set<String>>();
        var reasons = new ArrayList<String>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var provided = new LinkedHashMap<List<String>, Future<Images.Provided>>();
            users.forEach((image, names) -> provided.put(names, threads.submit(() -> {
                turns.acquire();
                try {
                    return images.provide(
                            image, plan.environment().limits(), "build:" + names.getFirst(), labels, narrator);
                } finally {
                    turns.release();
                }
            })));
            try {
                for (var entry : provided.entrySet()) {
                    switch (entry.getValue().get()) {
                        case Ready ready -> {
                            entry.getKey().forEach(name -> found.put(name, ready.name()));
                            entry.getKey().forEach(name -> volumes.put(name, ready.volumes()));
                            bases.putAll(ready.bases());
                        }
                        case Broken broken ->
                            reasons.addAll(sentences(entry.getKey().getFirst(), broken));
                    }
                }
            } catch (ExecutionException e) {
                throw Together.unwrapped(e);
            } finally {
                threads.shutdownNow();
            }
        }
        return reasons.isEmpty() ? new Outcome.Held<>(new Made(found, bases, volumes)) : new Outcome.Broke<>(reasons);
    }

    private static Stream<ContainerPlan> containers(Plan plan) {
        return Stream.concat(
                plan.environment().containers().stream(),
                plan.suites().stream()
                        .flatMap(suite -> suite.tests().stream())
                        .flatMap(test ->
                                test instanceof PlannedTest.Run run ? Stream.of(run.container()) : Stream.empty()));
    }

    private static List<String> sentences(String name, Broken broken) {
        var reasons = new ArrayList<String>();
        reasons.add("the image of " + name + " does not build: " + broken.reason());
        broken.tail().stream()
                .skip(Math.max(0, broken.tail().size() - 5))
                .forEach(line -> reasons.add("build:" + name + " | " + line));
        return reasons;
    }
}
