package dev.softservice.house;

import com.sun.source.tree.CaseTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.SwitchExpressionTree;
import com.sun.source.tree.SwitchTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreeScanner;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * No code decides by a sentence that is written for people: the next change of its words would change what happens, and no compiler
 * says so. A sentence is what {@link #SENTENCES} and {@link #ASKED_OF} return, directly or in a local variable, and what is {@link #NAMED}
 * like one. To decide is to ask it for a literal ({@link #QUESTIONS}), or to switch over it.
 */
final class Prose extends TreeScanner<Void, Void> {
    private static final Set<String> SENTENCES = Set.of("getMessage", "getOriginalMessage", "reason");
    private static final Set<String> ASKED_OF = Set.of("Reason.of", "DockerCalls.reason");
    private static final Set<String> NAMED = Set.of("reason", "sentence");
    private static final Set<String> QUESTIONS = Set.of(
            "startsWith",
            "endsWith",
            "contains",
            "equals",
            "equalsIgnoreCase",
            "matches",
            "matcher",
            "indexOf",
            "lastIndexOf",
            "split",
            "replaceFirst");
    private final CompilationUnitTree unit;
    final List<String> found = new ArrayList<>();
    private final Set<String> sentences = new HashSet<>();

    Prose(CompilationUnitTree unit) {
        this.unit = unit;
    }

    @Override
    public Void visitMethod(MethodTree method, Void nothing) {
        sentences.clear();
        return super.visitMethod(method, nothing);
    }

    @Override
    public Void visitVariable(VariableTree variable, Void nothing) {
        if (holdsSentence(variable.getInitializer()))
            sentences.add(variable.getName().toString());
        return super.visitVariable(variable, nothing);
    }

    @Override
    public Void visitMethodInvocation(MethodInvocationTree call, Void nothing) {
        boolean literal = call.getArguments().stream().anyMatch(LiteralTree.class::isInstance);
        if (call.getMethodSelect() instanceof MemberSelectTree method
                && QUESTIONS.contains(method.getIdentifier().toString())) {
            boolean asked = literal && holdsSentence(method.getExpression());
            boolean matched = method.getIdentifier().contentEquals("matcher")
                    && call.getArguments().stream().anyMatch(this::holdsSentence);
            if (asked || matched) say(call);
        }
        return super.visitMethodInvocation(call, nothing);
    }

    @Override
    public Void visitSwitch(SwitchTree choice, Void nothing) {
        ofWords(choice.getExpression(), choice.getCases());
        return super.visitSwitch(choice, nothing);
    }

    @Override
    public Void visitSwitchExpression(SwitchExpressionTree choice, Void nothing) {
        ofWords(choice.getExpression(), choice.getCases());
        return super.visitSwitchExpression(choice, nothing);
    }

    private void ofWords(ExpressionTree over, List<? extends CaseTree> cases) {
        boolean words =
                cases.stream().flatMap(each -> each.getExpressions().stream()).anyMatch(LiteralTree.class::isInstance);
        if (words && holdsSentence(over)) say(over);
    }

    private boolean holdsSentence(Tree tree) {
        if (tree == null) return false;
        var holds = new boolean[1];
        new TreeScanner<Void, Void>() {
            @Override
            public Void visitMethodInvocation(MethodInvocationTree call, Void nothing) {
                var name = call.getMethodSelect() instanceof MemberSelectTree method
                        ? method.getIdentifier().toString()
                        : "";
                holds[0] |= call.getArguments().isEmpty() && SENTENCES.contains(name)
                        || ASKED_OF.contains(call.getMethodSelect().toString());
                return super.visitMethodInvocation(call, nothing);
            }

            @Override
            public Void visitIdentifier(IdentifierTree name, Void nothing) {
                var called = name.getName().toString();
                holds[0] |= sentences.contains(called) || NAMED.contains(called);
                return null;
            }

            @Override
            public Void visitLambdaExpression(LambdaExpressionTree later, Void nothing) {
                return null;
            }
        }.scan(tree, null);
        return holds[0];
    }

    private void say(Tree tree) {
        found.add(Path.of(unit.getSourceFile().getName()).getFileName() + ": "
                + tree.toString().replaceAll("\\s+", " "));
    }
}
