package dev.softservice.server.app;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Where a hub is and what may come into it: options of every command that works on a hub's own data. */
final class DataOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "${env:SOFTSERVICE_DATA:-softservice-data}",
            description = "Where everything is kept. $SOFTSERVICE_DATA, default: softservice-data")
    private Path data = Path.of("softservice-data");

    @Option(
            names = "--db",
            paramLabel = "URL",
            defaultValue = "${env:SOFTSERVICE_DB:-}",
            description = "jdbc:postgresql://HOST/NAME?user=…&password=… $SOFTSERVICE_DB, default: SQLite in DIR")
    private String database = "";

    @Option(
            names = "--quarantine",
            paramLabel = "SIZE",
            defaultValue = "${env:SOFTSERVICE_QUARANTINE:-2G}",
            converter = ByteSize.class,
            description = "The most that one push may bring. $SOFTSERVICE_QUARANTINE, default: 2G")
    private long quarantine;

    @Option(
            names = "--forge",
            paramLabel = "ORIGIN",
            split = ",",
            defaultValue = "${env:SOFTSERVICE_FORGES:-}",
            description = "A forge to mirror besides those on public https, as https://HOST:PORT; may be repeated."
                    + " $SOFTSERVICE_FORGES, comma-separated")
    private List<String> forges = List.of();

    Config.Storage storage() {
        if (!database.isEmpty() && !database.startsWith("jdbc:postgresql:"))
            throw new ParameterException(
                    spec.commandLine(),
                    "--db must be jdbc:postgresql://HOST/NAME; leave it out for SQLite in the data folder");
        return new Config.Storage(data, given(database));
    }

    Config.Incoming incoming() {
        return new Config.Incoming(quarantine, list(forges));
    }

    static List<String> list(List<String> given) {
        return given.stream().map(String::strip).filter(item -> !item.isEmpty()).toList();
    }

    static Optional<String> given(@Nullable String text) {
        return Optional.ofNullable(text).map(String::strip).filter(value -> !value.isEmpty());
    }
}
