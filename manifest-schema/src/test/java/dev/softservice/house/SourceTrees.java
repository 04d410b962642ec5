package dev.softservice.house;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.util.JavacTask;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import javax.tools.ToolProvider;

/** The main sources of all modules, as the compiler parses them. */
final class SourceTrees {
    private SourceTrees() {}

    /** Returns one tree a file. */
    static List<CompilationUnitTree> main() throws IOException {
        var compiler = ToolProvider.getSystemJavaCompiler();
        var files = SourceFiles.all().stream()
                .filter(file -> SourceFiles.root().relativize(file).toString().contains("/src/main/"))
                .toList();
        try (var manager = compiler.getStandardFileManager(null, null, null)) {
            var sources = manager.getJavaFileObjectsFromPaths(files);
            var task = (JavacTask) compiler.getTask(null, manager, null, List.of("-proc:none"), null, sources);
            var trees = new ArrayList<CompilationUnitTree>();
            task.parse().forEach(trees::add);
            return List.copyOf(trees);
        }
    }
}
