import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * Makes what people install from what Maven built: for each architecture an archive and a Debian package that bring their own Java
 * runtime, their checksums, and a signature of these. Run by {@code mvn -Ppackage verify}; it needs dpkg-deb, tar, xz and
 * ssh-keygen.
 *
 * <p>Arguments: the module's target folder, the version, the signing key (an OpenSSH Ed25519 key without a passphrase; made where the
 * file is missing), and the folder of another architecture's jmods, or nothing.
 */
final class Package {
    /** What the classes name, by {@code jdeps}, without java.desktop: only bean editors and pictures want that, and there are none. */
    private static final String MODULES =
            "java.base,java.compiler,java.logging,java.management,java.naming,java.net.http,"
                + "java.scripting,java.security.jgss,java.sql,java.xml,jdk.crypto.ec,jdk.jfr,jdk.management,jdk.net,jdk.unsupported,"
                + "jdk.zipfs";
    /** Java compares the times of jars with those that it saw when the cache was made, and every build should give the same. */
    private static final Instant MADE = Instant.parse("2026-01-01T00:00:00Z");

    private final Path target;
    private final Path out;
    private final String version;

    private Package(Path target, String version) {
        this.target = target;
        this.out = target.resolve("package");
        this.version = version;
    }

    /** @param debian the name that Debian has for it; {@code jna} and {@code sqlite}: the folders of their native code */
    private record Machine(String name, String debian, String jna, String sqlite) {
        static final Machine X86_64 = new Machine("x86_64", "amd64", "linux-x86-64", "Linux/x86_64");
        static final Machine AARCH64 = new Machine("aarch64", "arm64", "linux-aarch64", "Linux/aarch64");

        static Machine here() {
            return System.getProperty("os.arch").equals("aarch64") ? AARCH64 : X86_64;
        }

        Machine other() {
            return this == X86_64 ? AARCH64 : X86_64;
        }
    }

    public static void main(String[] arguments) throws Exception {
        var made = new Package(Path.of(arguments[0]).toAbsolutePath(), arguments[1].replace("-SNAPSHOT", ""));
        delete(made.out);
        Files.createDirectories(made.out);
        made.machine(Machine.here(), Optional.empty());
        if (arguments.length > 3 && !arguments[3].isBlank())
            made.machine(Machine.here().other(), Optional.of(Path.of(arguments[3])));
        made.sign(Path.of(arguments[2]).toAbsolutePath());
    }

    private void machine(Machine machine, Optional<Path> jmods) throws Exception {
        var name = "softservice-" + version + "-linux-" + machine.name();
        var root = target.resolve("package-root").resolve(name);
        delete(root.getParent());
        Files.createDirectories(root.resolve("lib"));
        Files.createDirectories(root.resolve("bin"));
        runtime(root.resolve("runtime"), jmods);
        jar(target.resolve("softservice.jar"), root.resolve("softservice.jar"), machine);
        try (var files = Files.list(target.resolve("lib"))) {
            for (var file : files.toList()) {
                var copy = root.resolve("lib").resolve(file.getFileName());
                if (file.toString().endsWith(".jar")) jar(file, copy, machine);
                else Files.copy(file, copy);
            }
        }
        var launcher = root.resolve("bin/softservice");
        Files.copy(target.resolveSibling("src/package/softservice"), launcher);
        Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
        if (jmods.isEmpty()) practise(root);
        // xz takes a quarter less than gzip. -3 is where more work begins to save little.
        run(
                root.getParent(),
                Map.of("XZ_OPT", "-3 -T0"),
                "tar",
                "--create",
                "--xz",
                "--sort=name",
                "--owner=0",
                "--group=0",
                "--numeric-owner",
                "--file=" + out.resolve(name + ".tar.xz"),
                name);
        debian(root, machine);
        delete(root.getParent());
    }

    private void runtime(Path to, Optional<Path> jmods) throws Exception {
        var command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin/jlink").toString()));
        jmods.ifPresent(folder -> command.addAll(List.of("--module-path", folder.toString())));
        command.addAll(List.of(
                "--add-modules",
                MODULES,
                "--strip-java-debug-attributes",
                "--no-man-pages",
                "--no-header-files",
                "--output",
                to.toString()));
        run(target, Map.of(), command.toArray(String[]::new));
    }

    /** Copies a jar without other machines' native code, not compressed: xz finds more in plain classes, and Java starts sooner. */
    private static void jar(Path from, Path to, Machine machine) throws IOException {
        Predicate<String> foreign = name -> isForeign(name, "org/sqlite/native/", machine.sqlite())
                || name.matches(".*\\.(so|dll|jnilib|a)") && isForeign(name, "com/sun/jna/", machine.jna());
        try (var in = new ZipInputStream(Files.newInputStream(from));
                var zip = new ZipOutputStream(Files.newOutputStream(to))) {
            zip.setLevel(0);
            for (var entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                if (foreign.test(entry.getName())) continue;
                var copy = new ZipEntry(entry.getName());
                copy.setLastModifiedTime(FileTime.from(MADE));
                zip.putNextEntry(copy);
                in.transferTo(zip);
                zip.closeEntry();
            }
        }
        Files.setLastModifiedTime(to, FileTime.from(MADE));
    }

    private static boolean isForeign(String name, String folder, String own) {
        return name.startsWith(folder) && !name.startsWith(folder + own + "/") && !name.endsWith("/");
    }

    /** Lets Java write down what the commands load and link, so that they start in a fraction of the time. */
    private void practise(Path root) throws Exception {
        var home = Files.createTempDirectory("softservice-practice");
        try {
            run(
                    home,
                    Map.of("HOME", home.toString(), "XDG_STATE_HOME", home.toString()),
                    root.resolve("runtime/bin/java").toString(),
                    "--enable-native-access=ALL-UNNAMED",
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-XX:AOTCacheOutput=" + root.resolve("lib/softservice.aot"),
                    "-cp",
                    root.resolve("softservice.jar").toString(),
                    "dev.softservice.server.Practice",
                    home.toString());
        } finally {
            delete(home);
        }
    }

    private void debian(Path root, Machine machine) throws Exception {
        var tree = root.resolveSibling("debian");
        Files.createDirectories(tree.resolve("DEBIAN"));
        Files.createDirectories(tree.resolve("opt"));
        Files.createDirectories(tree.resolve("usr/bin"));
        Files.move(root, tree.resolve("opt/softservice"));
        Files.createSymbolicLink(tree.resolve("usr/bin/softservice"), Path.of("/opt/softservice/bin/softservice"));
        Files.writeString(tree.resolve("DEBIAN/control"), """
            Package: softservice
            Version: %s
            Architecture: %s
            Maintainer: The Softservice authors <maintainers@softservice.dev>
            Depends: libc6, zlib1g
            Recommends: docker.io | podman | docker-ce
            Section: admin
            Priority: optional
            Description: tests, installs and keeps up to date whole services
             Softservice is a forge for distros of whole services, and the command that
             installs them and keeps them up to date. It brings its own Java runtime.
            """.formatted(version, machine.debian()));
        run(
                root.getParent(),
                Map.of(),
                "dpkg-deb",
                "--root-owner-group",
                "-Zxz",
                "-z3",
                "--build",
                tree.toString(),
                out.resolve("softservice_" + version + "_" + machine.debian() + ".deb")
                        .toString());
    }

    /** One list of checksums, signed in OpenSSH's format. OpenSSL can check it too, as the installation script shows. */
    private void sign(Path key) throws Exception {
        if (Files.notExists(key)) {
            Files.createDirectories(key.getParent());
            run(
                    out,
                    Map.of(),
                    "ssh-keygen",
                    "-q",
                    "-t",
                    "ed25519",
                    "-N",
                    "",
                    "-C",
                    "softservice",
                    "-f",
                    key.toString());
        }
        var sums = new StringBuilder();
        try (var files = Files.list(out)) {
            for (var file : files.sorted().toList())
                sums.append(sha256(file))
                        .append("  ")
                        .append(file.getFileName())
                        .append('\n');
        }
        var list = out.resolve("SHA256SUMS");
        Files.writeString(list, sums);
        run(
                out,
                Map.of(),
                "ssh-keygen",
                "-q",
                "-Y",
                "sign",
                "-f",
                key.toString(),
                "-n",
                "softservice-package",
                list.toString());
        var publicKey = Files.readString(Path.of(key + ".pub")).strip().split(" ");
        Files.writeString(out.resolve("softservice.pub"), publicKey[0] + " " + publicKey[1] + "\n");
    }

    private static String sha256(Path file) throws Exception {
        var digest = MessageDigest.getInstance("SHA-256");
        try (var in = Files.newInputStream(file)) {
            var buffer = new byte[1 << 16];
            for (int read = in.read(buffer); read > 0; read = in.read(buffer)) digest.update(buffer, 0, read);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void run(Path folder, Map<String, String> environment, String... command) throws Exception {
        var builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().putAll(environment);
        var process = builder.start();
        var said = new String(process.getInputStream().readAllBytes());
        if (process.waitFor() == 0) return;
        System.err.println(
                "package: " + String.join(" ", command) + " ended with " + process.exitValue() + "\n" + said);
        System.exit(1);
    }

    private static void delete(Path folder) {
        if (Files.notExists(folder)) return;
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
