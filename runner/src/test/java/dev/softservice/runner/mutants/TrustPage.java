package dev.softservice.runner.mutants;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The tables of {@code docs/trust.md}: every mutant, what must come of it, and what came of it when all were tried last. */
final class TrustPage {
    private static final Path PAGE = Path.of("..", "docs", "trust.md");
    private static final Pattern MEASURED =
            Pattern.compile("(?s)(<!-- measured: written by MutantsDockerTest with -Dtrust.whole=true -->\n"
                    + ")(.*)(<!-- end of measured -->)");
    private static final int LONGEST = 130;
    private static final String NOT_TRIED = " not tried yet |";

    private TrustPage() {}

    /** The first columns of a row: they say which mutant it is and what must come of it. */
    static String head(Mutant mutant) {
        return switch (mutant.expected()) {
            case Expected.Red red ->
                "| " + mutant.kind().title() + " | " + cell(mutant.name()) + " | "
                        + red.rung().number() + " " + red.rung().title() + " |";
            case Expected.Green _ -> "| " + cell(mutant.name()) + " |";
        };
    }

    /** Every row of the page as it stands. */
    static List<String> rows() throws IOException {
        return measured(Files.readString(PAGE))
                .group(2)
                .lines()
                .filter(line -> line.startsWith("| ") && !line.startsWith("| kind") && !line.startsWith("| change"))
                .toList();
    }

    /** Whether a row says that something else came of a mutant than must. */
    static boolean isWrong(String row) {
        return row.contains("| **");
    }

    /** Whether the page has a row of this mutant that says what must come of it. */
    static boolean holds(Mutant mutant, List<String> rows) {
        return rows.stream().anyMatch(row -> row.startsWith(head(mutant)) && !isWrong(row) && !row.endsWith(NOT_TRIED));
    }

    /** Writes the rows of these results, and keeps those of all other mutants. {@code when}: one sentence. */
    static void write(List<MutantTrials.Result> results, Optional<String> when) throws IOException {
        var page = Files.readString(PAGE);
        var found = measured(page);
        var before = rows();
        var rows = Catalogue.all().stream()
                .map(mutant -> results.stream()
                        .filter(result -> result.mutant().equals(mutant))
                        .map(TrustPage::row)
                        .findFirst()
                        .or(() -> before.stream()
                                .filter(row -> row.startsWith(head(mutant)))
                                .findFirst())
                        .orElse(head(mutant) + NOT_TRIED))
                .toList();
        var tried = when.orElseGet(() -> found.group(2)
                .lines()
                .filter(line -> line.startsWith("Tried"))
                .findFirst()
                .orElse(""));
        Files.writeString(PAGE, page.substring(0, found.end(1)) + text(rows, tried) + page.substring(found.start(3)));
    }

    private static Matcher measured(String page) {
        var found = MEASURED.matcher(page);
        if (!found.find()) throw new IllegalStateException("no measured part in " + PAGE);
        return found;
    }

    private static String text(List<String> rows, String tried) {
        var heads = Catalogue.all().stream()
                .filter(Mutant::red)
                .map(TrustPage::head)
                .toList();
        var faults = rows.stream()
                .filter(row -> heads.stream().anyMatch(row::startsWith))
                .toList();
        var harmless = rows.stream().filter(row -> !faults.contains(row)).toList();
        long wrong = faults.stream().filter(TrustPage::isWrong).count();
        long green = faults.stream().filter(row -> row.contains("| **green**")).count();
        long idle = faults.stream().filter(row -> row.endsWith(NOT_TRIED)).count();
        var count = ("**%d faults: %d red for the right reason, %d green, %d otherwise, %d not tried yet. %d harmless"
                        + " changes: %d green, %d red, %d not tried yet.**")
                .formatted(
                        faults.size(),
                        faults.size() - wrong - idle,
                        green,
                        wrong - green,
                        idle,
                        harmless.size(),
                        harmless.stream()
                                .filter(row -> row.endsWith(" green |"))
                                .count(),
                        harmless.stream().filter(TrustPage::isWrong).count(),
                        harmless.stream().filter(row -> row.endsWith(NOT_TRIED)).count());
        return Stream.of(
                        Stream.of(count, tried, "", "| kind | fault | red at | with the words |", "|---|---|---|---|"),
                        faults.stream(),
                        Stream.of("", "| change that must stay green | outcome |", "|---|---|"),
                        harmless.stream())
                .flatMap(lines -> lines)
                .collect(Collectors.joining("\n", "\n", "\n\n"));
    }

    private static String row(MutantTrials.Result result) {
        var outcome = result.as() ? "" : "**" + result.word() + "**: ";
        var words = result.as() && !result.mutant().red() ? "green" : words(result);
        return head(result.mutant()) + " " + outcome + words + " |";
    }

    /** Begins a little before the decisive words where all would be too long. */
    private static String words(MutantTrials.Result result) {
        var words = result.words();
        int at = result.mutant().expected() instanceof Expected.Red red ? words.indexOf(red.sentence()) : 0;
        int from = words.length() <= LONGEST || at <= 40 ? 0 : words.lastIndexOf(' ', at - 1) + 1;
        var shown = (from == 0 ? "" : "… ") + words.substring(from);
        return cell(
                shown.length() <= LONGEST ? shown : shown.substring(0, LONGEST).strip() + " …");
    }

    private static String cell(String text) {
        return text.replace("|", "\\|").replace("<", "&lt;").replace("\n", " ");
    }
}
