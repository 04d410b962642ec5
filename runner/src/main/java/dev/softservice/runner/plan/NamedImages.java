package dev.softservice.runner.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** Goes through a Dockerfile's instructions as a build does, and notes each image that one of them names. */
final class NamedImages {
    /**
     * An image that the text of an instruction names between {@code start} and {@code end}.
     *
     * @param instruction its number, or {@link #OF_AN_IMAGE}
     * @param written     a reference as it is written in that place
     */
    record Named(int instruction, int start, int end, UnaryOperator<String> written, String reference) {}

    /** In the place of an instruction's number: what an image triggers stands in no text that we have. */
    static final int OF_AN_IMAGE = -1;

    /** An instruction, or the one that ONBUILD puts off, from {@code start} on. */
    private record Step(int instruction, int start, String text) {
        String name() {
            return DockerfileWords.first(text.substring(start)).toLowerCase(Locale.ROOT);
        }

        int rest() {
            return start + DockerfileWords.first(text.substring(start)).length();
        }
    }

    private record Stage(Optional<String> name, List<Step> triggers) {}

    private record Place(int instruction, int start) {}

    private static final Pattern REFERENCE = Pattern.compile(
            "(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::[0-9]+)?/)?[a-z0-9]+(?:[._-]+[a-z0-9]+)*(?:/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*"
                + "(?::[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?(?:@sha256:[0-9a-f]{64})?");
    private static final int LONGEST = 400;
    private static final int MOST_TRIGGERS = 1_000;
    /** Podman takes these for places to read an image from, files of the machine among them. */
    private static final Pattern TRANSPORT =
            Pattern.compile("(?:oci|oci-archive|docker-archive|docker-daemon|dir|ostree|sif|tarball):.*");

    private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9]+");

    private final List<DockerfileText.Instruction> instructions;
    private final Function<String, List<String>> triggers;
    private final BuildArgs args;
    private final Set<String> names = new HashSet<>();
    private final Map<String, Stage> done = new HashMap<>();
    private final Map<String, List<String>> triggered = new HashMap<>();
    private final List<Named> named = new ArrayList<>();
    private final Map<Place, String> meant = new HashMap<>();
    private Optional<Stage> current = Optional.empty();
    private int stages;
    private int fired;
    private Optional<String> doubt;

    /** @param triggers what the image of this reference triggers */
    NamedImages(DockerfileText dockerfile, Map<String, String> args, Function<String, List<String>> triggers) {
        this.instructions = dockerfile.instructions();
        this.triggers = triggers;
        this.args = new BuildArgs(args, dockerfile.escape());
        this.doubt = dockerfile.doubt();
        for (var instruction : instructions)
            if (instruction.name().equals("from")) name(instruction).ifPresent(names::add);
        for (int number = 0; number < instructions.size(); number++)
            take(new Step(number, 0, instructions.get(number).text()));
    }

    List<Named> named() {
        return named;
    }

    /** What can't be told, and what to write instead. */
    Optional<String> doubt() {
        return doubt;
    }

    private void take(Step step) {
        switch (step.name()) {
            case "arg" -> {
                if (current.isEmpty() && !args.declare(step.text().substring(step.rest())))
                    doubt(step, "this ARG is not read alike by all engines; write ARG name=value");
            }
            case "from" -> from(step);
            case "onbuild" -> {
                int start = step.rest();
                while (start < step.text().length()
                        && DockerfileWords.space(step.text().charAt(start))) start++;
                var put = new Step(step.instruction(), start, step.text());
                if (put.name().equals("from") || put.name().equals("onbuild")) doubt(step, "no trigger may do that");
                current.ifPresent(stage -> stage.triggers().add(put));
            }
            default -> sources(step);
        }
    }

    private void from(Step step) {
        current.ifPresent(stage -> {
            stages++;
            stage.name().ifPresent(name -> done.put(name, stage));
        });
        var text = step.text();
        int start = DockerfileWords.flags(text, step.rest()).end();
        var words = DockerfileWords.plain(text.substring(start));
        var stage = new Stage(name(instructions.get(step.instruction())), new ArrayList<>());
        current = Optional.of(stage);
        if (words.size() != 1 && stage.name().isEmpty()) {
            doubt(step, "FROM takes one image, or an image, AS and a name");
            return;
        }
        var reference = args.filled(words.getFirst());
        if (reference.isEmpty()) {
            doubt(step, "give each name in it a value by ARG before the first FROM");
            return;
        }
        var base = Optional.ofNullable(done.get(lower(reference.get())));
        if (base.isPresent()) {
            base.get().triggers().forEach(this::fire);
            return;
        }
        if (reference.get().equals("scratch")) return;
        int end = start + words.getFirst().length();
        if (!note(step, new Named(step.instruction(), start, end, name -> name, reference.get()))) return;
        for (var trigger : triggered.computeIfAbsent(reference.get(), triggers)) {
            var put = new Step(OF_AN_IMAGE, 0, trigger.strip());
            if (trigger.contains("\n") || Set.of("from", "onbuild").contains(put.name()))
                doubt(put, "no trigger may do that");
            fire(put);
        }
    }

    private void fire(Step trigger) {
        if (fired++ < MOST_TRIGGERS) sources(trigger);
        else doubt(trigger, "more than " + MOST_TRIGGERS + " triggers are carried out; use fewer");
    }

    /** The name behind AS. */
    private static Optional<String> name(DockerfileText.Instruction from) {
        var text = from.text();
        var words = DockerfileWords.plain(text.substring(
                DockerfileWords.flags(text, DockerfileWords.first(text).length())
                        .end()));
        return words.size() == 3 && words.get(1).equalsIgnoreCase("as")
                ? Optional.of(lower(words.get(2)))
                : Optional.empty();
    }

    private void sources(Step step) {
        var flags = DockerfileWords.flags(step.text(), step.rest()).all();
        switch (step.name()) {
            case "copy", "add" ->
                flags.stream()
                        .filter(flag -> flag.name().equals("from"))
                        .forEach(flag -> source(step, flag, name -> "--from=" + name, flag.value()));
            case "run" ->
                flags.stream().filter(flag -> flag.name().equals("mount")).forEach(flag -> mount(step, flag));
            default -> {}
        }
    }

    private void mount(Step step, DockerfileWords.Flag flag) {
        var fields = DockerfileWords.fields(flag.value());
        var from = fields.stream()
                .flatMap(List::stream)
                .filter(field -> lower(field).startsWith("from="))
                .toList();
        if (fields.isEmpty() || from.size() > 1) {
            doubt(step, "write each --mount as name=value, parted by commas, with one from at most");
            return;
        }
        for (var field : from) {
            UnaryOperator<String> written = name -> "--mount="
                    + DockerfileWords.quoted(DockerfileWords.line(fields.get().stream()
                            .map(other -> other.equals(field) ? "from=" + name : other)
                            .toList()));
            source(step, flag, written, field.substring("from=".length()));
        }
    }

    /** What stands behind {@code from=}: a stage that is done, by name or number, or else an image. */
    private void source(Step step, DockerfileWords.Flag flag, UnaryOperator<String> written, String name) {
        if (name.isEmpty() || name.equals("scratch")) return;
        var lower = lower(name);
        if (done.containsKey(lower) || NUMBER.matcher(name).matches() && numbered(name)) {
            meant(step, flag.start(), "");
            return;
        }
        if (names.contains(lower)) {
            doubt(
                    step,
                    "the stage " + name + " is not done yet, and an image may have its name; rename it or move it up");
            return;
        }
        note(step, new Named(step.instruction(), flag.start(), flag.end(), written, name));
    }

    private boolean numbered(String number) {
        try {
            int index = Integer.parseInt(number);
            return index >= 0 && index < stages;
        } catch (NumberFormatException beyondAll) {
            return false;
        }
    }

    private boolean note(Step step, Named image) {
        var reference = image.reference();
        if (reference.length() > LONGEST
                || !REFERENCE.matcher(reference).matches()
                || NUMBER.matcher(reference).matches()
                || TRANSPORT.matcher(reference).matches()) {
            doubt(step, "write the image as name:tag or name@sha256:digest");
            return false;
        }
        if (meant(step, image.start(), reference)) named.add(image);
        return true;
    }

    /** What this place means; false: that was noted before. A trigger may be carried out twice, and must mean the same. */
    private boolean meant(Step step, int start, String meaning) {
        if (step.instruction() == OF_AN_IMAGE) return true;
        var before = Optional.ofNullable(meant.putIfAbsent(new Place(step.instruction(), start), meaning));
        if (before.isPresent() && !before.get().equals(meaning))
            doubt(step, "it means a stage the one time and an image the other; rename the stage");
        return before.isEmpty();
    }

    private void doubt(Step step, String remedy) {
        if (doubt.isEmpty()) doubt = Optional.of("'" + Dockerfile.shown(step.text()) + "': " + remedy);
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
