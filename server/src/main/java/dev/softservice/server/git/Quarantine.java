package dev.softservice.server.git;

import dev.softservice.runner.files.BoundedInput;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.BaseRepositoryBuilder;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.transport.PackParser;
import org.eclipse.jgit.util.NB;

/**
 * A throw-away object folder for one push, with the real one as its alternate. JGit stores a pack before anybody is asked, so it is
 * stored here; only what passed every rule is moved, and closing leaves nothing.
 */
final class Quarantine implements AutoCloseable {
    private final FileRepository real;
    private final Path folder;
    private final Path objects;
    private final FileRepository view;
    private final StrictChecker checker;

    Quarantine(Path quarantines, FileRepository real, GitLimits limits) throws IOException {
        this.real = real;
        this.folder = quarantines.resolve(UUID.randomUUID().toString());
        this.objects = folder.resolve("objects");
        Files.createDirectories(objects.resolve("pack"));
        var builder = new FileRepositoryBuilder()
                .setGitDir(real.getDirectory())
                .setObjectDirectory(objects.toFile())
                .addAlternateObjectDirectory(real.getObjectsDirectory())
                .setBare();
        builder.setup();
        this.view = new View(builder, limits);
        this.checker = new StrictChecker(limits);
    }

    /** The repository as it would be with the pushed objects. */
    FileRepository repository() {
        return view;
    }

    /** Looks at each object that comes in. */
    StrictChecker checker() {
        return checker;
    }

    /** Where the request is kept until all of it is there. */
    Path request() {
        return folder.resolve("request");
    }

    List<Path> packs() throws IOException {
        try (var files = Files.list(objects.resolve("pack"))) {
            return files.filter(file -> file.toString().endsWith(".pack")).toList();
        }
    }

    /** Moves the objects to where they belong. After this they are as durable as the disk. */
    void promote() throws IOException {
        var target = real.getObjectsDirectory().toPath();
        List<Path> files;
        try (var all = Files.walk(objects)) {
            // A pack counts from when its index is there, so the index goes last. JGit's .keep guards the pack only
            // while it is here.
            files = all.filter(Files::isRegularFile)
                    .filter(file -> !file.toString().endsWith(".keep"))
                    .sorted(Comparator.comparing((Path file) -> file.toString().endsWith(".idx")))
                    .toList();
        }
        for (var file : files) {
            Durability.syncOne(file);
        }
        for (var file : files) {
            var to = target.resolve(objects.relativize(file));
            Files.createDirectories(to.getParent());
            if (!Files.exists(to)) {
                move(file, to);
            }
        }
        for (var parent : files.stream()
                .map(file -> target.resolve(objects.relativize(file)).getParent())
                .distinct()
                .toList()) {
            Durability.sync(parent, target);
        }
        for (var file : files) {
            if (file.toString().endsWith(".pack")) {
                real.openPack(target.resolve(objects.relativize(file)).toFile());
            }
        }
    }

    private static void move(Path file, Path to) throws IOException {
        try {
            Files.move(file, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileAlreadyExistsException _) {
            // the same name is the same content
        }
    }

    @Override
    public void close() throws IOException {
        view.close();
        OpenRepositories.delete(folder);
    }

    /** Looks at a pack's header before JGit makes an array of as many entries as it claims. */
    private static final class View extends FileRepository {
        private final GitLimits limits;

        View(BaseRepositoryBuilder<?, ?> builder, GitLimits limits) throws IOException {
            super(builder);
            this.limits = limits;
        }

        @Override
        public ObjectInserter newObjectInserter() {
            var inserter = super.newObjectInserter();
            return new ObjectInserter.Filter() {
                @Override
                protected ObjectInserter delegate() {
                    return inserter;
                }

                @Override
                public PackParser newPackParser(InputStream in) throws IOException {
                    var header = in.readNBytes(12);
                    if (header.length < 12 || NB.decodeInt32(header, 0) != 0x5041434b) {
                        throw new IOException("what was sent is not a pack; is the client a git client?");
                    }
                    long count = NB.decodeUInt32(header, 8);
                    if (count > limits.objects()) {
                        throw new IOException(
                                "the push claims %,d objects; at most %,d are taken at once, push in smaller parts"
                                        .formatted(count, limits.objects()));
                    }
                    var bounded = new BoundedInput(
                            in,
                            limits.packBytes(),
                            () -> GitHttp.tooLarge(
                                    "the push is larger than %,d bytes; push in smaller parts", limits.packBytes()));
                    return super.newPackParser(new SequenceInputStream(new ByteArrayInputStream(header), bounded));
                }
            };
        }
    }
}
