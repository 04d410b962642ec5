package dev.softservice.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Six things in a row are mixed up. Beyond five they are a group, and the group has a name. */
class ParametersTest {
    private static final int MOST = 5;

    @Test
    void methodsAndConstructorsHaveAtMostFiveParameters() throws IOException {
        var tooMany = new ArrayList<String>();
        for (var unit : SourceTrees.main()) new Scanner(unit, tooMany).scan(unit, null);
        assertThat(tooMany).as("make what belongs together a record").isEmpty();
    }

    private static final class Scanner extends TreePathScanner<Void, Void> {
        private final CompilationUnitTree unit;
        private final List<String> found;

        Scanner(CompilationUnitTree unit, List<String> found) {
            this.unit = unit;
            this.found = found;
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
}
