package dev.softservice.runner.docker.image;

import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.Image;
import dev.softservice.runner.docker.link.Link;
import dev.softservice.runner.plan.EnvironmentScope;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Takes away what was built for runs and is not needed any more. Never by force, so the engine itself refuses what is needed after all. A run
 * that finds its image at the very moment when it goes can't tell, is taken up again and builds it anew.
 */
public final class ImageCollection {
    private static final List<String> REGISTRIES = List.of("", "docker.io/", "localhost/");

    private final Link link;

    public ImageCollection(Link link) {
        this.link = link;
    }

    public int collect(String hub, Instant madeBefore, Predicate<String> used) throws InterruptedException {
        // Podman 4.3 joins two labels of a question to one that no image has; so only one is asked for.
        var ofTheHub = EnvironmentScope.LABEL_HUB + "=" + hub;
        var images = link.calls()
                .call(
                        "list images",
                        () -> link.client()
                                .listImagesCmd()
                                .withLabelFilter(ofTheHub)
                                .exec());
        var held = new HashSet<String>();
        link
                .calls()
                .call(
                        "list containers",
                        () -> link.client()
                                .listContainersCmd()
                                .withShowAll(true)
                                .exec())
                .stream()
                .map(Container::getImageId)
                .forEach(held::add);
        int removed = 0;
        for (var image : images) {
            boolean old = image.getCreated() < madeBefore.getEpochSecond();
            if (old
                    && isBuilt(image)
                    && !held.contains(image.getId())
                    && names(image).allMatch(ImageCollection::isOfABuild)
                    && !used.test(image.getId())
                    && remove(image)) removed++;
        }
        return removed;
    }

    private static boolean isBuilt(Image image) {
        return image.getLabels() != null && "build".equals(image.getLabels().get(EnvironmentScope.LABEL_ROLE));
    }

    /** Podman tells names with the registry that it would ask for them. */
    private static boolean isOfABuild(String name) {
        return REGISTRIES.stream().anyMatch(registry -> name.startsWith(registry + DockerImages.BUILT));
    }

    private static Stream<String> names(Image image) {
        return image.getRepoTags() == null
                ? Stream.empty()
                : Stream.of(image.getRepoTags()).filter(name -> !name.equals("<none>:<none>"));
    }

    /** Name by name: the engine takes an id with several names by force only. */
    private boolean remove(Image image) throws InterruptedException {
        var names = names(image).toList();
        for (var name : names.isEmpty() ? List.of(image.getId()) : names) {
            try {
                link.calls()
                        .call(
                                "remove the image " + name,
                                () -> link.client().removeImageCmd(name).exec());
            } catch (NotFoundException | ConflictException _) {
                return false;
            }
        }
        return true;
    }
}
