package dev.softservice.house;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePathScanner;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Six things in a row are mixed up. Beyond five they are a group, and the group has a name. */
final class Parameters extends TreePathScanner<Void, Void> {
    private static final int MOST = 5;

    private final CompilationUnitTree unit;
    final List<String> found = new ArrayList<>();

    Parameters(CompilationUnitTree unit) {
        this.unit = unit;
    }

    @Override
    public Void visitMethod(MethodTree method, Void nothing) {
        var owner = (ClassTree) getCurrentPath().getParentPath().getLeaf();
        boolean ofRecord =
                owner.getKind() == Tree.Kind.RECORD && method.getName().contentEquals("<init>");
        if (method.getParameters().size() > MOST && !ofRecord)
            found.add(Path.of(unit.getSourceFile().getName()).getFileName() + ": " + owner.getSimpleName() + "."
                    + method.getName() + " has " + method.getParameters().size());
        return super.visitMethod(method, nothing);
    }
}
