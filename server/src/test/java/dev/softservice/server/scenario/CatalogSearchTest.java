package dev.softservice.server.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.server.account.Account;
import dev.softservice.server.account.Bearer;
import dev.softservice.server.catalog.Catalog;
import dev.softservice.server.repo.RepositoryName;
import dev.softservice.server.repo.Visible;
import org.junit.jupiter.api.Test;

/** What people find who type quickly. */
class CatalogSearchTest extends HubTest {
    private static final Visible NOBODY = Visible.to(Bearer.of(Account.ANONYMOUS));

    private Catalog.Page search(String query) {
        return hub.app.catalog().search(query, 1, NOBODY);
    }

    @Test
    void aTypingMistakeOrTwoFindsWhatWasMeantAndSaysSo() {
        released();
        for (var typed : new String[] {"colaboration", "Collabroation", "collabortion team"}) {
            var found = search(typed);
            assertThat(found.entries()).as(typed).hasSize(1);
            assertThat(found.instead().orElseThrow()).as(typed).startsWith("collaboration");
        }
        assertThat(search("collab").instead())
                .as("the beginning of a word is none")
                .isEmpty();
        assertThat(search("calendar").entries()).isEmpty();
        assertThat(search("wkii").instead()).as("short words are too alike").isEmpty();
    }

    /** What somebody may not see is not told by what is proposed to them either. */
    @Test
    void nobodyIsProposedAWordOfWhatTheyDoNotSee() {
        hub.app
                .repositories()
                .create(new RepositoryName("samples", "vault"), "Passwords of bookkeepers", true, hub.admin);
        assertThat(search("bookkepers"))
                .isEqualTo(new Catalog.Page(java.util.List.of(), false, java.util.Optional.empty()));
        assertThat(hub.app.catalog().search("bookkepers", 1, Visible.ALL).instead())
                .contains("bookkeepers");
    }
}
