package dev.softservice.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.CompilationUnitTree;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Rules of CONTRIBUTING.md that the sources themselves show. */
class SourceRulesTest {
    /** What others tell in words alone. Each of these classes makes a value of it, for all. */
    private static final Map<String, String> OTHERS = Map.of(
            "EngineWords.java", "the engine has one status for many causes",
            "EngineAddress.java", "the HTTP client has no type for an answer that is not HTTP",
            "EngineTls.java", "the JDK has one type for every alert of TLS",
            "PushService.java", "the JDK has no type for a full disk",
            "FetchService.java", "JGit names the object that is not there in a message alone",
            "GitHttp.java", "JGit has no type for a packet line that is none",
            "GitLabApi.java", "GitLab has one status for every state that it refuses");

    private static List<CompilationUnitTree> sources = List.of();

    @BeforeAll
    static void parse() throws IOException {
        sources = SourceTrees.main();
        assertThat(sources).hasSizeGreaterThan(100);
    }

    @Test
    void methodsAndConstructorsHaveAtMostFiveParameters() {
        var tooMany = new ArrayList<String>();
        for (var unit : sources) {
            var parameters = new Parameters(unit);
            parameters.scan(unit, null);
            tooMany.addAll(parameters.found);
        }
        assertThat(tooMany).as("make what belongs together a record").isEmpty();
    }

    /** A reader who meets a name knows what it means. There is one file of each name in all modules, tests included. */
    @Test
    void aNameMeansOneThing() throws IOException {
        var files = new TreeMap<String, List<String>>();
        for (var file : SourceFiles.all()) {
            var name = file.getFileName().toString();
            if (!name.equals("package-info.java"))
                files.computeIfAbsent(name, _ -> new ArrayList<>())
                        .add(SourceFiles.root().relativize(file).toString());
        }
        files.values().removeIf(same -> same.size() == 1);
        assertThat(files).as("give each class a name of its own").isEmpty();
    }

    @Test
    void nothingIsDecidedByASentence() {
        var deciding = new ArrayList<String>();
        for (var unit : sources) {
            var file = Path.of(unit.getSourceFile().getName()).getFileName().toString();
            var prose = new Prose(unit);
            prose.scan(unit, null);
            if (!OTHERS.containsKey(file)) deciding.addAll(prose.found);
            else assertThat(prose.found).as("%s may, and does not", file).isNotEmpty();
        }
        assertThat(deciding).as("make what is asked for a value").isEmpty();
    }
}
