package dev.softservice.runner.mutants;

import dev.softservice.manifest.model.Rung;
import java.util.ArrayList;
import java.util.List;

/**
 * A change of the sample distro {@code notes}, and what must come of it.
 *
 * @param name      a sentence that says what is wrong, or what is harmless
 * @param stable    changes of the release that is upgraded from; without any it is the distro as it stands
 * @param candidate changes of the version that is judged
 */
record Mutant(
        String name, Kind kind, Trial trial, List<FileChange> stable, List<FileChange> candidate, Expected expected) {
    /** What it takes to tell. */
    enum Trial {
        /** The manifest, the reports or the plan decide: an engine without containers shows it. */
        MODEL,
        /** Containers decide; tried where all faults are. */
        CONTAINERS,
        /** Containers decide within seconds; tried in every build. */
        QUICK_CONTAINERS
    }

    static Draft fault(Kind kind, String name) {
        return new Draft(kind, name);
    }

    static Draft harmless(String name) {
        return new Draft(Kind.HARMLESS, name);
    }

    boolean red() {
        return expected instanceof Expected.Red;
    }

    @Override
    public String toString() {
        return name;
    }

    /** A mutant in the making. Without a word of it, the model engine decides. */
    static final class Draft {
        private final Kind kind;
        private final String name;
        private final List<FileChange> stable = new ArrayList<>();
        private final List<FileChange> candidate = new ArrayList<>();
        private Trial trial = Trial.MODEL;

        private Draft(Kind kind, String name) {
            this.kind = kind;
            this.name = name;
        }

        Draft manifest(String from, String to) {
            return in("softservice.yaml", from, to);
        }

        Draft in(String file, String from, String to) {
            candidate.add(new FileChange.Replace(file, from, to));
            return this;
        }

        Draft write(String file, String content) {
            candidate.add(new FileChange.Write(file, content));
            return this;
        }

        Draft remove(String file) {
            candidate.add(new FileChange.Remove(file));
            return this;
        }

        /** The change before this one is made in stable, too. */
        Draft inStableToo() {
            stable.add(candidate.getLast());
            return this;
        }

        Draft containers() {
            trial = Trial.CONTAINERS;
            return this;
        }

        Draft quickContainers() {
            trial = Trial.QUICK_CONTAINERS;
            return this;
        }

        Mutant red(Rung rung, String sentence) {
            return made(new Expected.Red(rung, sentence));
        }

        Mutant green() {
            return made(new Expected.Green());
        }

        private Mutant made(Expected expected) {
            return new Mutant(name, kind, trial, List.copyOf(stable), List.copyOf(candidate), expected);
        }
    }
}
