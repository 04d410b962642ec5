package dev.softservice.manifest.fields;

import dev.softservice.manifest.model.Problem;
import dev.softservice.manifest.model.Refusal;
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

/** Collects the problems of one reading. */
public final class Notes implements Complaints {
    private static final int MOST = 500;
    private static final int LONGEST_TEXT = 800;

    private final List<Problem> problems = new ArrayList<>();
    private final Set<Problem> seen = new HashSet<>();
    private final Map<String, Integer> files = new LinkedHashMap<>();
    private final Set<String> missingVariables = new LinkedHashSet<>();
    private boolean full;
    private int count;

    public void add(Mark mark, Rule rule, String text) {
        add(mark, rule.severity(), rule.id(), text);
    }

    public void refuse(Mark mark, Refusal refusal, String what) {
        add(mark, Problem.Severity.ERROR, refusal.id(), what + " is refused: " + refusal.remedy());
    }

    /** The same with a remedy for this very case. */
    public void refuse(Mark mark, Refusal refusal, String what, String remedy) {
        add(mark, Problem.Severity.ERROR, refusal.id(), what + " is refused: " + remedy);
    }

    private void add(Mark mark, Problem.Severity severity, String rule, String text) {
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
                        "more than " + MOST + " problems; mend these first, the rest follows"));
            full = true;
            return;
        }
        var problem =
                new Problem(severity, mark.path(), mark.line(), mark.column(), rule, Quote.clean(text, LONGEST_TEXT));
        if (seen.add(problem)) problems.add(problem);
    }

    /** Files come in the order in which reading opened them. */
    public void opened(String path) {
        files.putIfAbsent(path, files.size());
    }

    @Override
    public void error(Mark mark, Fault fault, String text) {
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
                text);
    }

    /** A Compose variable that has no value and no parameter. */
    void missing(String variable) {
        missingVariables.add(variable);
    }

    public Set<String> missingVariables() {
        return missingVariables;
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
