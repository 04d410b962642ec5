package dev.softservice.runner.compose;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.manifest.composition.CompositionGraph;
import dev.softservice.manifest.composition.CompositionGraph.Handed;
import dev.softservice.manifest.composition.CompositionGraph.Handed.Kind;
import dev.softservice.manifest.composition.CompositionGraph.Node;
import dev.softservice.manifest.composition.CompositionGraph.Provided;
import dev.softservice.manifest.composition.Resolver.Resolved;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompositionGraphTest {
    @TempDir
    private Path folder;

    @Test
    void aCompositionIsATreeOfInstancesWithWhatIsHandedToWhom() throws IOException {
        var office = new Office(folder);
        var resolution = office.composer()
                .resolve(office.manifest(), new dev.softservice.manifest.files.FolderFiles(office.folder));
        assertThat(resolution).isInstanceOf(Resolved.class);
        var root = CompositionGraph.of(((Resolved) resolution).composition()).root();

        assertThat(root.all())
                .extracting(Node::path, Node::use, Node::distro, Node::version)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("", "", "office", "0.1"),
                        org.assertj.core.groups.Tuple.tuple("wiki", "wiki", "wiki", "2.3.1"),
                        org.assertj.core.groups.Tuple.tuple("wiki.database", "database", "postgresql", "15.0.2"),
                        org.assertj.core.groups.Tuple.tuple("front", "front", "proxy", "1.0.0"));
        assertThat(root.origin()).isEmpty();
        var wiki = root.uses().getFirst();
        assertThat(wiki.origin()).hasValueSatisfying(origin -> {
            assertThat(origin.distro()).isEqualTo("https://hub.example/samples/wiki");
            assertThat(origin.range()).isEqualTo("~2.3");
            assertThat(origin.tag()).isEqualTo("v2.3.1");
            assertThat(origin.commit()).hasSize(40);
        });
        assertThat(wiki.services()).containsExactly("web", "jobs");
        assertThat(wiki.provides())
                .as("only the root's are published")
                .containsExactly(new Provided("http", "web", 80, false));
        assertThat(wiki.handed()).containsExactly(new Handed("database", "dsn", Kind.SERVICE, "web"));
        assertThat(root.provides()).containsExactly(new Provided("http", "front", 80, true));
        assertThat(root.handed())
                .containsExactly(
                        new Handed("wiki", "host", Kind.USE, "front"),
                        new Handed("wiki", "port", Kind.USE, "front"),
                        new Handed("wiki", "host", Kind.PROVIDES, "inside"));
        assertThat(wiki.uses().getFirst().uses()).isEqualTo(List.of());
    }

    @Test
    void whatWasRecordedIsComposedAgainAfterNewerReleases() throws IOException {
        var office = new Office(folder);
        var record = ((Composer.Whole) office.composer().compose(office.manifest(), office.folder)).resolved();
        office.releases.release("samples/postgresql", "15.9.0", Office.write(folder.resolve("newer"), Office.DATABASE));

        assertThat(office.composer().pinned(office.manifest(), office.folder, record))
                .isInstanceOfSatisfying(Composer.Whole.class, whole -> {
                    assertThat(whole.resolved()).isEqualTo(record);
                    assertThat(whole.distro()
                                    .uses()
                                    .get("wiki")
                                    .uses()
                                    .get("database")
                                    .files())
                            .isEqualTo(folder.resolve("postgresql"));
                });
        assertThat(office.composer().pinned(office.manifest(), office.folder, record.subList(1, record.size())))
                .isInstanceOf(Composer.Refused.class);
    }
}
