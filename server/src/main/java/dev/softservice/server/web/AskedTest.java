package dev.softservice.server.web;

import dev.softservice.server.core.Refusal;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.run.TestNews;

/** The test that a request names. */
public final class AskedTest {
    private AskedTest() {}

    /** By {@code ?suite=SUITE&name=NAME}; without a suite it is the distro's own. */
    public static TestNews.Test of(Call call, HostedRepository repository) {
        var name = call.query("name")
                .orElseThrow(() -> Refusal.invalid("name: say which test, as ?suite=SUITE&name=NAME"));
        return new TestNews.Test(call.query("suite").orElse(repository.name().name()), name);
    }
}
