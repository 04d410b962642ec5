package dev.softservice.manifest.fields;

import dev.softservice.manifest.model.Permission;
import dev.softservice.manifest.model.Problem;
import dev.softservice.manifest.model.RefusedKey;
import dev.softservice.manifest.model.Remedy;
import dev.softservice.manifest.model.Rule;
import dev.softservice.manifest.yaml.Complaints;
import dev.softservice.manifest.yaml.Mark;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Collects the problems that one reading finds. */
public final class Notes implements Complaints {
    private static final int MOST = 500;
    private static final int LONGEST_TEXT = 800;

    private final List<Problem> problems = new ArrayList<>();
    private final Set<Problem> seen = new HashSet<>();
    private final Map<String, Integer> files = new LinkedHashMap<>();
    private final Set<String> missingVariables = new LinkedHashSet<>();
    private final Map<Permission, Mark> wanted = new LinkedHashMap<>();
    private boolean full;
    private int count;

    /** {@code reason} says it all, and needs no remedy. */
    public void add(Mark mark, Rule rule, String reason) {
        add(mark, rule, reason, "");
    }

    public void add(Mark mark, Rule rule, String reason, String remedy) {
        add(mark, rule, reason, Remedy.of(remedy));
    }

    public void add(Mark mark, Rule rule, String reason, Remedy remedy) {
        add(problem(rule.severity(), mark, rule.id(), reason, remedy), mark);
    }

    public void refuse(Mark mark, RefusedKey refusal, String what) {
        refuse(mark, refusal, what, refusal.reason(), refusal.remedy());
    }

    /** The same with a reason and a remedy for this very case. */
    public void refuse(Mark mark, RefusedKey refusal, String what, String reason, Remedy remedy) {
        var whole = what + " is refused" + (reason.isEmpty() ? "" : ": " + reason);
        add(problem(Problem.Severity.ERROR, mark, refusal.id(), whole, remedy), mark);
    }

    private static Problem problem(Problem.Severity severity, Mark mark, String rule, String reason, Remedy remedy) {
        return new Problem(
                severity,
                mark.path(),
                mark.line(),
                mark.column(),
                rule,
                Quote.clean(reason, LONGEST_TEXT),
                new Remedy(Quote.clean(remedy.text(), LONGEST_TEXT), remedy.byLeaving()));
    }

    private void add(Problem problem, Mark mark) {
        opened(mark.path());
        count++;
        if (problems.size() >= MOST) {
            if (!full)
                problems.add(new Problem(
                        Problem.Severity.ERROR,
                        mark.path(),
                        0,
                        0,
                        Rule.TOO_MANY_PROBLEMS.id(),
                        "more than " + MOST + " problems",
                        Remedy.of("mend these first, the rest follows")));
            full = true;
            return;
        }
        if (seen.add(problem)) problems.add(problem);
    }

    /** Files come in the order in which reading opened them. */
    public void opened(String path) {
        files.putIfAbsent(path, files.size());
    }

    @Override
    public void error(Mark mark, Fault fault, String reason, String remedy) {
        add(
                mark,
                switch (fault) {
                    case TOO_LARGE -> Rule.FILE_TOO_LARGE;
                    case ENCODING -> Rule.ENCODING;
                    case SYNTAX -> Rule.YAML_SYNTAX;
                    case DOCUMENTS -> Rule.YAML_DOCUMENTS;
                    case TAG -> Rule.YAML_TAG;
                    case ALIAS -> Rule.YAML_ALIAS;
                    case NESTING -> Rule.YAML_NESTING;
                    case MERGE -> Rule.YAML_MERGE;
                    case DUPLICATE_KEY -> Rule.DUPLICATE_KEY;
                    case KEY_TYPE -> Rule.KEY_TYPE;
                },
                reason,
                remedy);
    }

    /** A Compose variable that has no value and no parameter. */
    void missing(String variable) {
        missingVariables.add(variable);
    }

    public Set<String> missingVariables() {
        return missingVariables;
    }

    /** What a service would have if the distro asked for it, and where it first says so. */
    public void wanted(Permission permission, Mark mark) {
        wanted.putIfAbsent(permission, mark);
    }

    public Map<Permission, Mark> wanted() {
        return wanted;
    }

    /** Nothing more is listed. */
    boolean full() {
        return full;
    }

    /** How many there are; grows with every new one, dropped ones included. */
    int count() {
        return count;
    }

    public boolean hasErrors() {
        return problems.stream().anyMatch(problem -> problem.severity() == Problem.Severity.ERROR);
    }

    public List<Problem> inFileOrder() {
        return problems.stream()
                .sorted(Comparator.comparing((Problem problem) -> files.getOrDefault(problem.path(), Integer.MAX_VALUE))
                        .thenComparingInt(Problem::line)
                        .thenComparingInt(Problem::column)
                        .thenComparing(Problem::rule))
                .toList();
    }
}
