package dev.softservice.manifest.policy;

import dev.softservice.manifest.fields.Context;
import dev.softservice.manifest.fields.Documents;
import dev.softservice.manifest.fields.Fields;
import dev.softservice.manifest.fields.KnownNames;
import dev.softservice.manifest.fields.Notes;
import dev.softservice.manifest.fields.Quote;
import dev.softservice.manifest.files.RepositoryFiles;
import dev.softservice.manifest.model.Problem;
import dev.softservice.manifest.model.Rule;
import dev.softservice.manifest.model.Rung;
import dev.softservice.manifest.policy.Policy.Method;
import dev.softservice.manifest.policy.Policy.Owners;
import dev.softservice.manifest.policy.Policy.People;
import dev.softservice.manifest.policy.Policy.Strangers;
import dev.softservice.manifest.policy.Policy.Weight;
import dev.softservice.manifest.yaml.Mark;
import dev.softservice.manifest.yaml.Node;
import dev.softservice.manifest.yaml.SourceFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** Reads {@code .softservice/policy.yaml}. Stateless; safe for concurrent use. */
public final class PolicyReader {
    /** How many people can be asked to approve. */
    static final int MOST_APPROVALS = 10;

    private static final SourceFile FILE = SourceFile.manifest(Policy.FILE);
    private static final int MOST_LISTED = 100;
    private static final int LONGEST_PATTERN = 200;
    private static final String ACCOUNT = "[a-z0-9][a-z0-9-]{0,38}";

    /** {@code policy} is empty where an error is among the problems; without a file it is {@link Policy#DEFAULT}. */
    public record Reading(Optional<Policy> policy, List<Problem> problems) {
        public Reading {
            problems = List.copyOf(problems);
        }
    }

    /** Never throws for what an author wrote. */
    public Reading read(RepositoryFiles files) {
        var notes = new Notes();
        if (!exists(files)) return new Reading(Optional.of(Policy.DEFAULT), List.of());
        var context = new Context(notes, files, KnownNames.EMPTY);
        var policy = new Documents(files, notes)
                .open(FILE, Mark.wholeFile(FILE))
                .map(root -> policy(new Fields(root, "the policy", context)));
        return new Reading(policy.filter(_ -> !notes.hasErrors()), notes.inFileOrder());
    }

    private static boolean exists(RepositoryFiles files) {
        try {
            return files.kind(Policy.FILE).isPresent();
        } catch (IOException unreadable) {
            return true; // opening it will say why
        }
    }

    private static Policy policy(Fields fields) {
        fields.require("policy");
        fields.choice("policy", List.of("v1"));
        int count = 0;
        var owners = List.<Owners>of();
        var approvals = fields.mapping("approvals");
        if (approvals.isPresent()) {
            count = approvals.get().integer("count", 0, MOST_APPROVALS).orElse(0);
            owners = owners(approvals.get());
            approvals.get().done();
        }
        var usual = Policy.DEFAULT;
        var policy = new Policy(
                count,
                owners,
                choice(fields, "requested-changes", usual.requested(), Weight.values()),
                fields.integer("level", 1, Rung.TOP.number()),
                choice(fields, "strangers", usual.strangers(), Strangers.values()),
                people(fields, "loosening"),
                people(fields, "overrides"),
                choice(fields, "merge", usual.merge(), Method.values()),
                choice(fields, "users", usual.users(), Weight.values()));
        fields.done();
        return policy;
    }

    private static <E extends Enum<E>> E choice(Fields fields, String key, E usual, E[] values) {
        var words = Arrays.stream(values).map(Policy::word).toList();
        Function<String, E> named = word -> Enum.valueOf(usual.getDeclaringClass(), word.toUpperCase(Locale.ROOT));
        return fields.choice(key, words).filter(words::contains).map(named).orElse(usual);
    }

    private static List<Owners> owners(Fields approvals) {
        var owners = new ArrayList<Owners>();
        for (var item : approvals.items("owners")) {
            Fields.of(item, "an entry of owners", approvals.context).ifPresent(entry -> {
                entry.require("paths", "people");
                var paths = texts(entry, "paths");
                var people = names(entry, "people");
                int count = entry.integer("count", 1, MOST_APPROVALS).orElse(1);
                if (!people.isEmpty() && people.stream().distinct().count() < count)
                    entry.context.error(
                            entry.markOf("count"),
                            Rule.OUT_OF_RANGE,
                            "`count` is " + count + ", and fewer people are named; name more, or lower it");
                entry.done();
                owners.add(new Owners(paths, people, count));
            });
        }
        return owners;
    }

    private static List<String> texts(Fields entry, String key) {
        var patterns = new ArrayList<String>();
        for (var node : listed(entry, key)) {
            entry.context
                    .values
                    .plainText(node, key)
                    .filter(pattern -> usable(pattern, node.mark(), entry.context))
                    .ifPresent(patterns::add);
        }
        return patterns;
    }

    private static boolean usable(String pattern, Mark mark, Context context) {
        if (!pattern.isBlank() && pattern.length() <= LONGEST_PATTERN && !pattern.startsWith("!")) return true;
        context.error(
                mark,
                Rule.BAD_VALUE,
                Quote.quote(pattern) + " is no pattern of paths; write one as in .gitignore, such as `services/db/`"
                        + " or `*.sql`, without `!`");
        return false;
    }

    private static People people(Fields fields, String key) {
        var section = fields.mapping(key);
        if (section.isEmpty()) return People.MAINTAINERS;
        section.get().require("people");
        var names = names(section.get(), "people");
        section.get().done();
        return new People(Optional.of(names));
    }

    private static List<String> names(Fields entry, String key) {
        var names = new ArrayList<String>();
        for (var node : listed(entry, key)) {
            entry.context.values.plainText(node, key).ifPresent(name -> {
                if (name.matches(ACCOUNT)) names.add(name);
                else
                    entry.context.error(
                            node.mark(),
                            Rule.BAD_NAME,
                            Quote.quote(name) + " is not the name of an account; write it as on its profile");
            });
        }
        return List.copyOf(names);
    }

    private static List<Node> listed(Fields entry, String key) {
        var items = entry.items(key);
        if (items.size() > MOST_LISTED)
            entry.context.error(
                    entry.markOf(key), Rule.OUT_OF_RANGE, Quote.quote(key) + " lists more than " + MOST_LISTED);
        return items.stream().limit(MOST_LISTED).toList();
    }
}
